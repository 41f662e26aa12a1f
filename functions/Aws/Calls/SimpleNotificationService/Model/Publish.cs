using Amazon.Runtime;

namespace Amazon.SimpleNotificationService.Model;

/// <summary>Base of all requests to SNS.</summary>
public class AmazonSimpleNotificationServiceRequest : AmazonWebServiceRequest;

/// <summary>https://docs.aws.amazon.com/sns/latest/api/API_Publish.html</summary>
public class PublishRequest : AmazonSimpleNotificationServiceRequest
{
    public string? Message { get; set; }
    public Dictionary<string, MessageAttributeValue>? MessageAttributes { get; set; }

    /// <summary>For a FIFO topic.</summary>
    public string? MessageDeduplicationId { get; set; }

    /// <summary>For a FIFO topic.</summary>
    public string? MessageGroupId { get; set; }

    /// <summary><c>json</c>: <see cref="Message"/> is a JSON object with a text for each protocol and <c>default</c>.</summary>
    public string? MessageStructure { get; set; }

    /// <summary>ASCII without control characters, at most 100 of them, beginning with a letter, digit or mark.</summary>
    public string? Subject { get; set; }

    public string? TopicArn { get; set; }
}

public class MessageAttributeValue
{
    /// <summary><c>String</c>, <c>Number</c> or <c>String.Array</c>.</summary>
    public string? DataType { get; set; }

    public string? StringValue { get; set; }
}

public class PublishResponse : AmazonWebServiceResponse
{
    public string? MessageId { get; set; }
}

using System.Text.Json.Serialization;

namespace Amazon.Lambda.SQSEvents;

/// <summary>
/// Which messages of a batch the queue shall deliver again, as in <c>Amazon.Lambda.SQSEvents</c>: where that package can be had, this file is deleted.
/// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
/// </summary>
public sealed class SQSBatchResponse(List<SQSBatchResponse.BatchItemFailure> batchItemFailures)
{
    public SQSBatchResponse()
        : this([])
    {
    }

    /// <summary>Empty: everything is done.</summary>
    [JsonPropertyName("batchItemFailures")]
    public List<BatchItemFailure> BatchItemFailures { get; set; } = batchItemFailures;

    public sealed class BatchItemFailure
    {
        /// <summary>The <c>messageId</c>. One that is empty or not of the batch fails the batch as a whole.</summary>
        [JsonPropertyName("itemIdentifier")]
        public string ItemIdentifier { get; set; } = "";
    }
}

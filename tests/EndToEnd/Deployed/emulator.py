"""AWS on one port, for the tests that deploy: moto_server 5.2.1 with what a deployment of this stack needs and moto lacks.

usage: emulator.py PORT

- CloudFormation creates the resource types that moto passes over, each by calling the service's own API on this server: what a test
  reads back (DescribeAlarms, DescribeConfigRules, GetQueueAttributes) is what the template said.
- EventBridge keeps the account and region of an event that is forwarded from bus to bus, fires no disabled rule, and invokes functions.
- Lambda runs the published executable as a process of this machine against a Runtime API of its own; reserved concurrency 0 throttles.
- Event source mappings read queues in batches, honour partial batch failures, and give messages back that failed.
- DynamoDB answers one request at a time: moto's handlers race otherwise.
- A function, and who it becomes in another account, must have the right to what it calls: some policy of the role names the action. Resources and conditions are not compared.

Whatever goes wrong inside stands in the output as " 500 " or "emulator:"; what travels, as "timeline: SECONDS WHAT". The tests read both.
"""
import atexit
import fnmatch
import functools
import io
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
import jsonpath_ng.ext
import moto.awslambda.models as awslambda
import moto.awslambda.urls as awslambda_urls
import moto.events.models as events
import moto.kms.models as kms
import moto.organizations.utils as organizations_utils
import moto.sqs.models as sqs
import moto.ssm.models as ssm
from moto.awslambda.responses import LambdaResponse
from moto.awslambda.utils import get_backend as lambda_backend
from moto.core.authorization import ActionAuthenticatorMixin
from moto.core.common_models import CloudFormationModel
from moto.core.exceptions import AccessDeniedError
from moto.dynamodb.responses import DynamoHandler
from moto.iam.access_control import AssumedRoleAccessKey, CreateAccessKeyFailure
from moto.iam.exceptions import NotFoundException
from moto.iam.models import iam_backends
from moto.organizations.models import organizations_backends
from moto.server import main

PORT = int(sys.argv[1])
ADDRESS = f"http://127.0.0.1:{PORT}"


def client(service, account, region):
    made = boto3.client(service, region_name=region, endpoint_url=ADDRESS, aws_access_key_id="emulator", aws_secret_access_key="emulator")
    made.meta.events.register("before-send", lambda request, **_: request.headers.__setitem__("x-moto-account-id", account))
    return made


def note(what):
    print(f"timeline: {time.time():.3f} {what}", flush=True)


# ---- CloudFormation: one function a type, (properties, logical id, client) -> physical id

def alarm(given, name, aws):
    numbers = {k: int(given[k]) for k in ("EvaluationPeriods", "Period", "DatapointsToAlarm") if k in given}
    if "Threshold" in given:
        numbers["Threshold"] = float(given["Threshold"])
    metrics = [{**m, "ReturnData": str(m.get("ReturnData", "true")).lower() == "true"} for m in given.get("Metrics", [])]
    for m in metrics:
        if "MetricStat" in m:
            m["MetricStat"] = {**m["MetricStat"], "Period": int(m["MetricStat"]["Period"])}
    known = {k: v for k, v in given.items() if k not in ("Tags", "Metrics")}
    named = given.get("AlarmName", name)
    aws("cloudwatch").put_metric_alarm(**{**known, **numbers, "AlarmName": named, **({"Metrics": metrics} if metrics else {})})
    return named


def config_rule(given, name, aws):
    rule = {**given, "ConfigRuleName": given.get("ConfigRuleName", name)}
    if isinstance(rule.get("InputParameters"), dict):
        rule["InputParameters"] = json.dumps({k: str(v) for k, v in rule["InputParameters"].items()})
    aws("config").put_config_rule(ConfigRule=rule)
    return rule["ConfigRuleName"]


def queue_policy(given, name, aws):
    for url in given["Queues"]:
        aws("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(given["PolicyDocument"])})


def topic_policy(given, name, aws):
    for arn in given["Topics"]:
        aws("sns").set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=json.dumps(given["PolicyDocument"]))


def subscription(given, name, aws):
    kept = ("FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy")
    attributes = {k: v if isinstance(v, str) else json.dumps(v) for k, v in given.items() if k in kept}
    return aws("sns").subscribe(TopicArn=given["TopicArn"], Protocol=given["Protocol"], Endpoint=given["Endpoint"], Attributes=attributes)["SubscriptionArn"]


def bus_policy(given, name, aws):
    bus = given.get("EventBusName", "default")
    policy = {"Version": "2012-10-17", "Statement": [{**given["Statement"], "Sid": given["StatementId"]}]}
    aws("events").put_permission(EventBusName=bus, Policy=json.dumps(policy))
    return f"{bus}|{given['StatementId']}"


def stack_set(given, name, aws):
    wanted = ("StackSetName", "PermissionModel", "TemplateBody", "Parameters", "Capabilities", "Description")
    aws("cloudformation").create_stack_set(**{"StackSetName": name, **{k: v for k, v in given.items() if k in wanted}})
    return given.get("StackSetName", name)


def metric_filter(given, name, aws):
    named = given.get("FilterName", name)
    transformations = [{k[0].lower() + k[1:]: float(v) if k == "DefaultValue" else v for k, v in t.items() if k in ("MetricName", "MetricNamespace", "MetricValue", "DefaultValue")}
                       for t in given["MetricTransformations"]]
    aws("logs").put_metric_filter(logGroupName=given["LogGroupName"], filterName=named, filterPattern=given["FilterPattern"], metricTransformations=transformations)
    return named


def organization_policy(given, name, aws):
    organizations = aws("organizations")
    try:
        organizations.create_organization(FeatureSet="ALL")
    except organizations.exceptions.AlreadyInOrganizationException:
        pass
    content = given["Content"] if isinstance(given["Content"], str) else json.dumps(given["Content"])
    return organizations.create_policy(Content=content, Description=given.get("Description", ""), Name=given["Name"], Type=given["Type"])["Policy"]["PolicySummary"]["Id"]


def nothing(given, name, aws):
    return None


def arn(service, kind):
    return lambda resource: f"arn:aws:{service}:{resource.region}:{resource.account}:{kind}{resource.physical_resource_id}"


def physical(resource):
    return resource.physical_resource_id


TYPES = {
    "AWS::CloudWatch::Alarm": (alarm, {"Arn": arn("cloudwatch", "alarm:")}),
    "AWS::Config::ConfigRule": (config_rule, {"Arn": arn("config", "config-rule/"), "ConfigRuleId": physical}),
    "AWS::Config::OrganizationConfigRule": (nothing, {}),  # moto has no such API
    "AWS::SQS::QueuePolicy": (queue_policy, {}),
    "AWS::SNS::TopicPolicy": (topic_policy, {}),
    "AWS::SNS::Subscription": (subscription, {"Arn": physical}),
    "AWS::Events::EventBusPolicy": (bus_policy, {}),
    "AWS::CloudFormation::StackSet": (stack_set, {"StackSetId": physical}),
    "AWS::Logs::MetricFilter": (metric_filter, {}),
    "AWS::Logs::QueryDefinition": (nothing, {"QueryDefinitionId": physical}),  # moto has no such API
    "AWS::Organizations::Policy": (organization_policy, {"Id": physical, "Arn": physical}),
    # moto enforces bucket policies but knows no aws:SecureTransport: a bucket for TLS only would refuse every upload here.
    "AWS::S3::BucketPolicy": (nothing, {}),
}


def define(kind, create, attributes):
    class Resource(CloudFormationModel):
        __module__ = "moto.deployed"  # moto reads the service off it

        def __init__(self, given, name, account, region):
            self.account, self.region = account, region
            self._physical = create(given, name, lambda service: client(service, account, region)) or name

        @property
        def physical_resource_id(self):
            return self._physical

        @staticmethod
        def cloudformation_name_type():
            return ""

        @staticmethod
        def cloudformation_type():
            return kind

        @classmethod
        def has_cfn_attr(cls, attr):
            return attr in attributes

        def get_cfn_attribute(self, attribute_name):
            return attributes[attribute_name](self)

        @classmethod
        def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
            return cls(cloudformation_json.get("Properties", {}), resource_name, account_id, region_name)

        @classmethod
        def update_from_cloudformation_json(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
            return cls(cloudformation_json.get("Properties", {}), new_resource_name, account_id, region_name)

        @classmethod
        def delete_from_cloudformation_json(cls, *_, **__):
            pass

        def delete(self, *_, **__):
            pass

        def is_created(self):
            return True

    Resource.__name__ = Resource.__qualname__ = kind.replace("::", "")
    return Resource


MODELS = [define(kind, create, attributes) for kind, (create, attributes) in TYPES.items()]  # moto finds subclasses that live

events.EventBus.physical_resource_id = property(lambda bus: bus.name)  # Ref on a bus is a Python object otherwise



def mend(model, change, named=lambda name, given: name):
    """Changes the properties and the given name of a resource before moto makes it."""
    make = model.create_from_cloudformation_json.__func__

    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
        given = cloudformation_json.get("Properties", {})
        return make(cls, named(resource_name, given), {**cloudformation_json, "Properties": change(given)}, account_id, region_name, **kwargs)

    model.create_from_cloudformation_json = classmethod(create_from_cloudformation_json)


# KMS calls the parts of a tag otherwise than the template; of a parameter the template writes a map, the API takes a list.
mend(kms.Key, lambda given: {**given, "Tags": [{"TagKey": t["Key"], "TagValue": t["Value"]} for t in given.get("Tags", [])]})
mend(ssm.Parameter, lambda given: {**given, "Tags": [{"Key": k, "Value": v} for k, v in given.get("Tags", {}).items()]})
# AWS ends the name that it gives to a FIFO queue as it must.
mend(sqs.Queue, lambda given: given, lambda name, given: name if not given.get("FifoQueue") or name.endswith(".fifo") else f"{name}.fifo")

# ---- EventBridge

jsonpath_ng.ext.parse = functools.lru_cache(None)(jsonpath_ng.ext.parse)  # a parser is built for each call otherwise, tens of milliseconds
_send = events.Rule.send_to_targets


def deliver(rule, event):
    """An event to the targets of one rule; what lands on another bus goes on to the rules there as it is."""
    if getattr(rule, "state", "ENABLED") not in (None, "ENABLED") or not rule.event_pattern.matches_event(event):
        return
    for target in rule.targets:
        parts = target["Arn"].split(":", 5)
        if parts[2] == "events" and parts[5].startswith("event-bus/"):
            buses = events.events_backends[parts[4]][parts[3]].event_buses
            for onward in list(buses[parts[5].split("/", 1)[1]].rules.values()):
                deliver(onward, event)
        elif parts[2] == "sqs":
            aws = client("sqs", parts[4], parts[3])
            url = aws.get_queue_url(QueueName=parts[5], QueueOwnerAWSAccountId=parts[4])["QueueUrl"]
            group = target.get("SqsParameters", {}).get("MessageGroupId")
            body = target["Input"] if target.get("Input") else json.dumps(event)
            aws.send_message(QueueUrl=url, MessageBody=body, **({"MessageGroupId": group} if group else {}))
            note(f"queued {(event.get('detail') or {}).get('eventName', event.get('detail-type'))}")
        elif parts[2] == "lambda":
            threading.Thread(target=invoke, args=(target["Arn"], json.loads(target["Input"]) if target.get("Input") else event), daemon=True).start()
        elif parts[2] == "sns":
            client("sns", parts[4], parts[3]).publish(TopicArn=target["Arn"], Message=json.dumps(event))
        elif parts[2] == "logs":
            pass  # what is only kept for people
        else:
            print(f"emulator: no way to {target['Arn']}", flush=True)


def send_to_targets(rule, original_event, transform_input=True):
    event = dict(original_event)
    detail = event.get("detail") or {}
    # As AWS: the account and region in which it happened, the time in which it did.
    event["account"] = detail.get("recipientAccountId") or event.get("account") or rule.account_id
    event["region"] = detail.get("awsRegion") or event.get("region") or rule.region_name
    if not isinstance(event.get("time"), str):
        event["time"] = detail.get("eventTime") or time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    deliver(rule, event)


events.Rule.send_to_targets = send_to_targets

# ---- DynamoDB

_one_at_a_time, _call_action = threading.RLock(), DynamoHandler.call_action


def call_action(handler):
    with _one_at_a_time:
        return _call_action(handler)


DynamoHandler.call_action = call_action

# ---- Organizations

ROOT, ADMINISTRATOR, MEMBER = "r-a1b2", "123456789012", "111122223333"  # as the tests deploy


def found_organization():
    organizations_utils.make_random_root_id = lambda: ROOT
    backend = organizations_backends[ADMINISTRATOR]["aws"]
    backend.create_organization("us-east-1", FeatureSet="ALL")
    organizations_utils.make_random_account_id = lambda: MEMBER
    backend.create_account(Email="member@example.com", AccountName="member")


found_organization()

# ---- Rights

RUNNING_AS = set()  # names of the roles of functions

# Calls that IAM knows by another name: https://docs.aws.amazon.com/service-authorization/latest/reference/
PREFIXES = {"monitoring": "cloudwatch"}
ACTIONS = {
    "lambda:Invoke": "lambda:InvokeFunction", "sqs:SendMessageBatch": "sqs:SendMessage", "sqs:DeleteMessageBatch": "sqs:DeleteMessage", "s3:HeadObject": "s3:GetObject",
    "s3:ListObjectsV2": "s3:ListBucket", "s3:HeadBucket": "s3:ListBucket", "s3:CreateMultipartUpload": "s3:PutObject", "s3:UploadPart": "s3:PutObject", "s3:CompleteMultipartUpload": "s3:PutObject",
}


def allowed(key):
    """Patterns of the actions that the policies of a role allow."""
    for policy in key.collect_policies():
        document = next(v.document for v in policy.versions if v.is_default) if hasattr(policy, "versions") else policy
        statements = (json.loads(document) if isinstance(document, str) else document)["Statement"]
        for statement in statements if isinstance(statements, list) else [statements]:
            if statement["Effect"] == "Allow":
                actions = statement.get("Action", [])
                yield from [actions] if isinstance(actions, str) else actions


def must_be_there(arn, key, action):
    """moto lets roles be assumed that do not exist."""
    try:
        iam_backends[arn.split(":")[4]]["aws"].get_role(arn.split("/")[-1])
    except NotFoundException:
        raise AccessDeniedError(user_arn=key.arn, action=action) from None


def require_right(request, _, resource="*"):
    scope = request.headers.get("Authorization", "").partition("Credential=")[2].split(",")[0].split("/")
    if len(scope) < 5 or "X-Amz-Security-Token" not in request.headers:
        return
    action = f"{PREFIXES.get(scope[3], scope[3])}:{request._get_action()}"
    action = ACTIONS.get(action, action)
    try:
        key = AssumedRoleAccessKey(request.current_account, "aws", scope[0], request.headers)
    except CreateAccessKeyFailure:
        return
    role = key.arn.split("/")[1]
    if role not in RUNNING_AS and not role.startswith("Sentinel"):
        return  # whoever deploys is an administrator
    if not any(fnmatch.fnmatchcase(action, pattern) for pattern in allowed(key)):
        print(f"emulator: {key.arn} may not {action}", flush=True)
        raise AccessDeniedError(user_arn=key.arn, action=action)
    if action == "sts:AssumeRole":
        must_be_there(request.querystring["RoleArn"][0], key, action)
    if action == "s3:PutObject":
        note(f"stored {urllib.parse.urlparse(request.uri).path}")


ActionAuthenticatorMixin._authenticate_and_authorize_action = require_right

# ---- Lambda


class Running:
    """One function as a process, and the Runtime API that it asks for work."""

    def __init__(self, function):
        self.folder = tempfile.mkdtemp(prefix="function-")
        with zipfile.ZipFile(io.BytesIO(function.code_bytes)) as package:
            package.extractall(self.folder)
        executable = os.path.join(self.folder, "bootstrap")
        os.chmod(executable, 0o755)
        self.todo, self.done = queue.Queue(), {}
        self.api = ThreadingHTTPServer(("127.0.0.1", 0), self.runtime_api(function))
        self.api.daemon_threads = True
        threading.Thread(target=self.api.serve_forever, daemon=True).start()
        self.log = open(os.path.join(self.folder, "log"), "wb")
        RUNNING_AS.add(function.role.split("/")[-1])
        role = client("sts", function.account_id, function.region).assume_role(RoleArn=function.role, RoleSessionName=function.function_name)["Credentials"]
        self.process = subprocess.Popen([executable], cwd=self.folder, stdout=self.log, stderr=self.log, env={
            **{k: v for k, v in os.environ.items() if not k.startswith("AWS_")},
            **{k: str(v) for k, v in (function.environment_vars or {}).items()},
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self.api.server_port}", "AWS_ENDPOINT_URL": ADDRESS,
            "AWS_REGION": function.region, "AWS_DEFAULT_REGION": function.region,
            "AWS_ACCESS_KEY_ID": role["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": role["SecretAccessKey"], "AWS_SESSION_TOKEN": role["SessionToken"],
            "AWS_LAMBDA_FUNCTION_NAME": function.function_name, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_size), "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "_HANDLER": function.handler, "LAMBDA_TASK_ROOT": self.folder})

    def runtime_api(self, function):
        running = self

        class Api(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                request, body = running.todo.get()
                self.send_response(200)
                self.send_header("Lambda-Runtime-Aws-Request-Id", request)
                self.send_header("Lambda-Runtime-Invoked-Function-Arn", function.function_arn)
                self.send_header("Lambda-Runtime-Deadline-Ms", str(int((time.time() + int(function.timeout)) * 1000)))
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                path = self.path.split("/")
                if path[-2:] == ["init", "error"]:
                    print(f"emulator: {function.function_name} cannot start: {body.decode()}", flush=True)
                elif path[-2] in running.done:
                    running.done[path[-2]].put((body.decode(), path[-1] == "error"))
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()

        return Api

    def call(self, body, seconds):
        request = str(uuid.uuid4())
        answer = self.done[request] = queue.Queue()
        self.todo.put((request, body))
        try:
            return answer.get(timeout=seconds)
        except queue.Empty:
            return '{"errorMessage":"timed out"}', True
        finally:
            del self.done[request]

    def said(self):
        with open(self.log.name, encoding="utf-8", errors="replace") as log:
            return log.read()

    def stop(self):
        self.process.terminate()
        self.process.wait(5)
        self.api.shutdown()
        shutil.rmtree(self.folder, ignore_errors=True)


RUNNING, _starting = {}, threading.Lock()


def run(function, event):
    version = (function.code_sha_256, json.dumps(function.environment_vars, sort_keys=True))
    with _starting:
        known = RUNNING.get(function.function_arn)
        if known is None or known[0] != version or known[1].process.poll() is not None:
            if known:
                known[1].stop()
            known = RUNNING[function.function_arn] = (version, Running(function))
    running = known[1]
    answer, failed = running.call(json.dumps(event if event is not None else {}).encode(), int(function.timeout))
    if failed:
        print(f"emulator: {function.function_name} failed: {answer[:2000]}", flush=True)
    return answer, failed, running.said()[-4000:]


def invoke_function(function, event=None):
    return ('{"errorMessage":"throttled"}', True, "") if function.reserved_concurrency == 0 else run(function, event)


def invoke(arn, event):
    function = lambda_backend(arn.split(":")[4], arn.split(":")[3]).get_function(arn)
    return function._invoke_lambda(event)


awslambda.LambdaFunction._invoke_lambda = invoke_function


class Packages(BaseHTTPRequestHandler):
    """Code packages, at the addresses that GetFunction tells; moto tells one that leads nowhere."""

    def log_message(self, *_):
        pass

    def do_GET(self):
        named = urllib.parse.unquote(self.path[1:])
        package = lambda_backend(named.split(":")[4], named.split(":")[3]).get_function(named).code_bytes
        self.send_response(200)
        self.send_header("Content-Length", str(len(package)))
        self.end_headers()
        self.wfile.write(package)


packages = ThreadingHTTPServer(("127.0.0.1", 0), Packages)
threading.Thread(target=packages.serve_forever, daemon=True).start()
_get_code = awslambda.LambdaFunction.get_code


def get_code(function):
    told = _get_code(function)
    told["Code"] = {"RepositoryType": "S3", "Location": f"http://127.0.0.1:{packages.server_port}/{urllib.parse.quote(function.function_arn)}"}
    return told


awslambda.LambdaFunction.get_code = get_code


def function_urls(request, full_url, headers):
    response = LambdaResponse()
    response.setup_class(request, full_url, headers)
    function = response.backend.get_function(urllib.parse.unquote(urllib.parse.urlparse(full_url).path.split("/")[3]))
    return 200, {}, json.dumps({"FunctionUrlConfigs": [function.url_config.to_dict()] if function.url_config else []})


def no_provisioned_concurrency(request, full_url, headers):
    return 200, {}, '{"ProvisionedConcurrencyConfigs":[]}'


_reserve = awslambda.LambdaBackend.put_function_concurrency


def put_function_concurrency(backend, function_name, reserved_concurrency):
    note(f"reserved concurrency {reserved_concurrency}")
    return _reserve(backend, function_name, reserved_concurrency)


awslambda.LambdaBackend.put_function_concurrency = put_function_concurrency

# Asked for by every inspection, and not known to moto. Nothing here can be given provisioned concurrency.
awslambda_urls.url_paths[r"{0}/(?P<api_version>[^/]+)/functions/(?P<function_name>[\w_:%-]+)/urls/?$"] = function_urls
awslambda_urls.url_paths[r"{0}/(?P<api_version>[^/]+)/functions/(?P<function_name>[\w_:%-]+)/provisioned-concurrency/?$"] = no_provisioned_concurrency


def stop_all():
    for _, running in RUNNING.values():
        running.stop()


atexit.register(stop_all)

# ---- Event source mappings


class NoMappings(dict):
    def items(self):
        return []


_make_queue = sqs.Queue.__init__


def make_queue(made, *args, **kwargs):
    _make_queue(made, *args, **kwargs)
    made.lambda_event_source_mappings = NoMappings()  # moto would invoke once for each message, as it is sent


sqs.Queue.__init__ = make_queue


def take_batch(account, region, mapping):
    aws = client("sqs", account, region)
    url = aws.get_queue_url(QueueName=mapping.event_source_arn.split(":")[-1])["QueueUrl"]
    taken = aws.receive_message(QueueUrl=url, MaxNumberOfMessages=min(10, int(mapping.batch_size)), MessageSystemAttributeNames=["All"], MessageAttributeNames=["All"]).get("Messages", [])
    if not taken:
        return
    handler = mapping.function_arn.split("-")[-1]
    note(f"{handler} begins")
    answer, failed, _ = invoke(mapping.function_arn, {"Records": [{
        "messageId": m["MessageId"], "receiptHandle": m["ReceiptHandle"], "body": m["Body"], "attributes": m["Attributes"], "messageAttributes": {},
        "md5OfBody": m["MD5OfBody"], "eventSource": "aws:sqs", "eventSourceARN": mapping.event_source_arn, "awsRegion": region} for m in taken]})
    note(f"{handler} ends")
    again = {m["MessageId"] for m in taken} if failed else {f["itemIdentifier"] for f in (json.loads(answer or "{}") or {}).get("batchItemFailures", [])}
    for m in taken:
        if m["MessageId"] in again:
            aws.change_message_visibility(QueueUrl=url, ReceiptHandle=m["ReceiptHandle"], VisibilityTimeout=1)
        else:
            aws.delete_message(QueueUrl=url, ReceiptHandle=m["ReceiptHandle"])


def poll():
    while True:
        for account, regions in list(awslambda.lambda_backends.items()):
            for region, backend in list(regions.items()):
                for mapping in list(backend._event_source_mappings.values()):
                    if not mapping.enabled or ":sqs:" not in mapping.event_source_arn:
                        continue
                    try:
                        take_batch(account, region, mapping)
                    except Exception as e:
                        # A stack that is being destroyed loses its queues before its mappings; all else is said, and the next turn comes.
                        if "QueueDoesNotExist" not in repr(e):
                            print("emulator: poll:", repr(e), flush=True)
        time.sleep(0.1)


threading.Thread(target=poll, daemon=True).start()
main(["-H", "127.0.0.1", "-p", str(PORT)])

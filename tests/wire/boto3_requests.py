"""Makes the calls of itk_calls.cpp with boto3 against a socket of its own, and prints what arrived there.

One line of JSON for each: {"name": "sqs.send_message", "request": "<base 64>"}. Exit 77 where there is no boto3. Calls
that the installed version does not know, or makes in an older protocol, are left out.
"""

import base64
import json
import os
import socket
import sys
import threading

# No setting of the machine may reach a request.
for name in list(os.environ):
    if name.upper().startswith("AWS_") or name.upper().endswith("_PROXY"):
        del os.environ[name]
os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"

try:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import ParamValidationError, UnknownServiceError
except ImportError:
    sys.exit(77)

QUEUE = "https://sqs.us-east-1.amazonaws.com/123456789012/q"
TRACE_HEADER = {
    "AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"}
}
ITK_TRACE_ID = {"ITK_TRACE_ID": {"DataType": "String", "StringValue": "itk-0123"}}
FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function:fn"
RUNTIME_ARN = "arn:aws:bedrock-agentcore:us-east-1:123456789012:runtime/a-AbCdEf1234"
WAITED_FOR = {"InvocationType": "RequestResponse", "LogType": "Tail"}
CALLS = {
    "sqs.send_message": {"QueueUrl": QUEUE, "MessageBody": "hi", "MessageSystemAttributes": TRACE_HEADER},
    "sqs.send_message with attributes": {
        "QueueUrl": QUEUE,
        "MessageBody": 'grüße "👋"\n\t\\ </script>',
        "DelaySeconds": 5,
        "MessageAttributes": {**ITK_TRACE_ID, "ä": {"DataType": "String", "StringValue": "1 & 2"}},
        "MessageSystemAttributes": TRACE_HEADER,
    },
    "sqs.send_message to FIFO": {
        "QueueUrl": QUEUE + ".fifo",
        "MessageBody": "{}",
        "MessageGroupId": "g",
        "MessageDeduplicationId": "d",
    },
    "sqs.send_message_batch": {
        "QueueUrl": QUEUE,
        "Entries": [
            {"Id": "0", "MessageBody": "a", "MessageAttributes": ITK_TRACE_ID, "MessageSystemAttributes": TRACE_HEADER},
            {"Id": "1", "MessageBody": "b", "DelaySeconds": 1},
        ],
    },
    "sqs.get_queue_attributes": {"QueueUrl": QUEUE, "AttributeNames": ["All"]},
    "lambda.invoke": {"FunctionName": "fn:prod", "Payload": b"{}", **WAITED_FOR},
    "lambda.invoke#2": {"FunctionName": FUNCTION_ARN, "Qualifier": "$LATEST", "Payload": b"{}", **WAITED_FOR},
    "lambda.invoke as event": {
        "FunctionName": "123456789012:function:fn",
        "Qualifier": "7",
        "InvocationType": "Event",
        "Payload": '{"text":"grüße"}'.encode(),
        "ClientContext": base64.b64encode(b'{"custom":{"ITK_TRACE_ID":"itk-0123"}}').decode(),
    },
    "bedrock-agent-runtime.invoke_agent": {
        "agentId": "ABCDEFGHIJ",
        "agentAliasId": "TSTALIASID",
        "sessionId": "s:1",
        "inputText": "hi",
        "enableTrace": True,
    },
    "bedrock-agent-runtime.invoke_agent with attributes": {
        "agentId": "ABCDEFGHIJ",
        "agentAliasId": "TSTALIASID",
        "sessionId": "a.b_c-d:0",
        "inputText": 'Wo ist "4711"?',
        "enableTrace": False,
        "endSession": True,
        "sessionState": {
            "sessionAttributes": {"ITK_TRACE_ID": "itk-0123"},
            "promptSessionAttributes": {"tone": "kind"},
        },
    },
    "bedrock-agent.list_agent_aliases": {"agentId": "ABCDEFGHIJ"},
    "bedrock-agentcore.invoke_agent_runtime": {
        "agentRuntimeArn": RUNTIME_ARN,
        "qualifier": "DEFAULT",
        "runtimeSessionId": "s" * 33,
        "payload": b'{"prompt":"hi"}',
    },
    "logs.filter_log_events": {"logGroupName": "/aws/lambda/f", "startTime": 1, "limit": 10},
    "logs.filter_log_events, next page": {
        "logGroupIdentifier": "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/f",
        "startTime": 1795156805000,
        "endTime": 1795156865000,
        "filterPattern": '"itk-0123"',
        "nextToken": "bxkq6kVGFtq2y_Moigeqscw==",
    },
    "logs.describe_log_groups": {"logGroupNamePrefix": "/aws/lambda/"},
    "logs.start_query, of two groups": {
        "logGroupNames": ["/aws/lambda/f", "aws/spans"],
        "startTime": 1795156805,
        "endTime": 1795156865,
        "queryString": "fields @message | limit 5",
        "limit": 10000,
    },
    "logs.get_query_results": {"queryId": "12ab3456-12ab-123a-789e-1234567890ab"},
    "logs.stop_query": {"queryId": "12ab3456-12ab-123a-789e-1234567890ab"},
    "xray.get_trace_summaries, next page": {
        "StartTime": 1795156805,
        "EndTime": 1795156865,
        "Sampling": False,
        "NextToken": "t",
    },
    "xray.batch_get_traces, of two": {
        "TraceIds": ["1-5759e988-bd862e3fe1be46a994272793", "1-5759e988-bd862e3fe1be46a994272794"],
    },
    "xray.get_trace_segment_destination": {},
    "sts.get_caller_identity": {},
    "sts.assume_role": {
        "RoleArn": "arn:aws:iam::123456789012:role/path/r",
        "RoleSessionName": "itk=a,b@c.d",
        "ExternalId": "x/y:z=+,",
        "DurationSeconds": 900,
    },
    "sts.assume_role_with_web_identity": {
        "RoleArn": "arn:aws:iam::123456789012:role/r",
        "RoleSessionName": "ci",
        "WebIdentityToken": "jwt.x.y",
    },
}


class Listener:
    """Takes one request per connection, keeps its bytes, and answers with an empty object."""

    def __init__(self):
        self.requests = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            connection, _ = self.socket.accept()
            with connection:
                self.requests.append(self.read_request(connection))
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")

    @staticmethod
    def read_request(connection):
        text = b""
        wanted = None
        while wanted is None or len(text) < wanted:
            part = connection.recv(65536)
            if not part:
                break
            text += part
            head, end, _ = text.partition(b"\r\n\r\n")
            if end:
                lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
                wanted = len(head) + 4 + (int(lengths[0]) if lengths else 0)
        return text


listener = Listener()
session = boto3.Session("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                        "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVzLWVhc3QtMSJ=", "us-east-1")
config = Config(retries={"total_max_attempts": 1})
for name, arguments in CALLS.items():
    service, _, operation = name.partition(".")
    operation = operation.split("#")[0].split(",")[0].split(" ")[0]
    listener.requests.clear()
    try:
        client = session.client(service, endpoint_url=listener.url, config=config)
        getattr(client, operation)(**arguments)
    except (UnknownServiceError, ParamValidationError, AttributeError) as unknown:
        print(f"left out: {name}: {unknown}", file=sys.stderr)
        continue
    except Exception:  # noqa: BLE001 - the answer is of no interest, the request has arrived
        pass
    if service == "sqs" and b"x-amz-target" not in listener.requests[0].lower():
        print(f"left out: {name}: this boto3 speaks SQS's older protocol", file=sys.stderr)
    else:
        print(json.dumps({"name": name, "request": base64.b64encode(listener.requests[0]).decode()}))

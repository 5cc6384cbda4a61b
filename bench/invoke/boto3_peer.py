"""Sends messages with boto3: boto3_peer.py send|batch THREADS MESSAGES. bench/invoke/run sets the environment."""

import json
import os
import queue
import resource
import sys
import threading
import urllib.request

import boto3
from botocore.config import Config

mode, threads, messages = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
QUEUE_URL = os.environ["BENCH_QUEUE_URL"]
MESSAGE = {
    "MessageBody": os.environ["BENCH_BODY"],
    "MessageAttributes": {
        "ITK_TRACE_ID": {"DataType": "String", "StringValue": os.environ["BENCH_NONCE"]},
        "traceparent": {"DataType": "String", "StringValue": os.environ["BENCH_TRACEPARENT"]},
    },
    "MessageSystemAttributes": {
        "AWSTraceHeader": {"DataType": "String", "StringValue": os.environ["BENCH_TRACE_HEADER"]}
    },
}
BATCH = [{"Id": str(index), **MESSAGE} for index in range(10)]

sqs = boto3.client(
    "sqs", config=Config(max_pool_connections=threads, retries={"total_max_attempts": 1}, tcp_keepalive=True)
)


def send():
    if mode == "send":
        sqs.send_message(QueueUrl=QUEUE_URL, **MESSAGE)
    elif len(sqs.send_message_batch(QueueUrl=QUEUE_URL, Entries=BATCH)["Successful"]) != len(BATCH):
        raise RuntimeError("a message of a batch was not sent")


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def send_all(calls):
    left = queue.SimpleQueue()
    failures = []
    for _ in range(calls):
        left.put(None)

    def work():
        try:
            while True:
                left.get_nowait()
                send()
        except queue.Empty:
            pass
        except Exception as failure:  # noqa: BLE001 - whatever it is, the run is worthless
            failures.append(failure)

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if failures:
        raise failures[0]


send_all(max(200, 4 * threads))  # connections are open, caches are warm
urllib.request.urlopen(os.environ["BENCH_CONTROL"] + "/reset").read()
before = cpu_seconds()
send_all(messages if mode == "send" else messages // len(BATCH))
with open(os.environ["BENCH_REPORT"], "w", encoding="utf-8") as report:
    json.dump({"client_cpu_seconds": cpu_seconds() - before}, report)

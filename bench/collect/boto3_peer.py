"""Reads all pages of a window with boto3's paginator: boto3_peer.py. bench/collect/run sets the environment."""

import json
import os
import resource
import urllib.request

import boto3
from botocore.config import Config

logs = boto3.client("logs", config=Config(retries={"total_max_attempts": 1}, tcp_keepalive=True))


def read(start_ms, end_ms):
    events = 0
    pages = 0
    for page in logs.get_paginator("filter_log_events").paginate(
        logGroupName=os.environ["BENCH_GROUP"], startTime=start_ms, endTime=end_ms
    ):
        pages += 1
        events += len(page["events"])
    return pages, events


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


begin, end = int(os.environ["BENCH_START_MS"]), int(os.environ["BENCH_END_MS"])
read(begin, begin + 2000)  # the connection is open, the model is loaded
urllib.request.urlopen(os.environ["BENCH_CONTROL"] + "/reset").read()
before = cpu_seconds()
pages, events = read(begin, end)
with open(os.environ["BENCH_REPORT"], "w", encoding="utf-8") as report:
    json.dump({"client_cpu_seconds": cpu_seconds() - before, "read_pages": pages, "read_events": events}, report)

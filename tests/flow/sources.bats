#!/usr/bin/env bats
# Where itk-collect reads: X-Ray, aws/spans, Logs Insights, Live Tail, and log groups by pattern.

# shellcheck disable=SC2154 # bats sets stderr
load support

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  cases=$ROOT/tests/sandbox/cases
}

teardown() {
  stop_sandbox
}

# of_source NAME: how many events of this source.
of_source() {
  jq -s "map(select(.itk == \"event/1\" and .source == \"$1\")) | length" out.jsonl
}

complete() {
  jq -r 'select(.itk == "collection/1") | .complete' out.jsonl
}

@test "the trace behind the queue is found, and its segments stand beside the logs" {
  start_sandbox --traces-to-xray
  itk-invoke "$cases/happy_path.yaml" | itk-collect --quiet 1 --source logs,xray > out.jsonl
  [ "$(complete)" = true ]
  [ "$(of_source xray)" -ge 12 ]
  [ "$(of_source cloudwatch)" -ge 25 ]
  # Each segment once, ended, and of the trace that the consumer had.
  [ -z "$(jq -r 'select(.source == "xray") | .id' out.jsonl | sort | uniq -d)" ]
  run -1 grep -q '"in_progress":true' out.jsonl
  [ "$(jq -r 'select(.source == "xray") | .ids[] | select(startswith("trace:"))' out.jsonl | sort -u | wc -l)" -eq 2 ]
}

@test "X-Ray alone finds the linked trace by its link" {
  start_sandbox --traces-to-xray
  itk-invoke "$cases/happy_path.yaml" | itk-collect --quiet 2 --source xray > out.jsonl
  [ "$(complete)" = true ]
  [ "$(of_source xray)" -ge 12 ]
  [ "$(of_source cloudwatch)" -eq 0 ]
}

@test "a segment that never ends is given when its case closes" {
  start_sandbox --traces-to-xray
  run -6 bash -c "itk-invoke '$cases/lost_log.yaml' | itk-collect --quiet 1 --deadline 6 --source logs,xray > out.jsonl"
  [ "$(complete)" = false ]
  [ -n "$(jq -r 'select(.source == "xray") | select(.id | endswith(":open")) | select(.payload.in_progress)' out.jsonl)" ]
}

@test "pages, throttles and errors of X-Ray are borne" {
  cat > faults.yaml <<'YAML'
- {service: xray, operation: BatchGetTraces, count: 2, fault: throttle}
- {service: xray, operation: GetTraceSummaries, count: 1, fault: error}
YAML
  start_sandbox --traces-to-xray --noise 5 --faults faults.yaml
  itk-invoke "$cases/happy_path.yaml" | itk-collect --quiet 2 --source logs,xray > out.jsonl
  [ "$(complete)" = true ]
  [ "$(of_source xray)" -ge 12 ]
}

@test "who may not read X-Ray is told, and the case is incomplete" {
  start_sandbox --traces-to-xray --deny xray:BatchGetTraces
  run -4 --separate-stderr bash -c "itk-invoke '$cases/happy_path.yaml' | itk-collect --quiet 1 --source logs,xray > out.jsonl"
  [[ $stderr == *BatchGetTraces* ]]
  [ "$(complete)" = false ]
}

@test "where Transaction Search is on, traces are read from aws/spans" {
  start_sandbox
  itk-invoke "$cases/happy_path.yaml" | itk-collect --quiet 2 --source xray > out.jsonl 2> err
  grep -q "Transaction Search is on" err
  [ "$(complete)" = true ]
  [ "$(of_source xray)" -eq 0 ]
  [ "$(jq -r 'select(.itk == "event/1") | .group' out.jsonl | sort -u)" = aws/spans ]
}

@test "log groups are named by pattern in live runs, too" {
  start_sandbox
  itk-invoke "$cases/happy_path.yaml" | itk-collect --quiet 1 --log-groups '/aws/lambda/itk-demo-*,/aws/*/itk-demo-supervisor' > out.jsonl
  [ "$(complete)" = true ]
  jq -r 'select(.itk == "collection/1") | .log_groups[]' out.jsonl > groups
  grep -qx /aws/bedrock/agents/itk-demo-supervisor groups
  [ "$(wc -l < groups)" -eq 5 ]
  run -2 --separate-stderr bash -c "itk-invoke '$cases/happy_path.yaml' | itk-collect --quiet 1 --deadline 2 --log-groups '/no/*'"
  [[ $stderr == *"no log group matches /no/*"* ]]
}

# What FilterLogEvents gives of the window, without ids: Insights has none.
texts() {
  jq -r 'select(.itk == "event/1") | [.group, .stream, .time, (.payload | tostring)] | @tsv' "$1" | sort
}

@test "Logs Insights reads the same window as FilterLogEvents, whole where answers are full and the index lags" {
  start_sandbox --index-lag-ms 15000 --insights-rows 40
  itk-invoke "$cases/happy_path.yaml" | itk-collect --quiet 1 > first.jsonl
  itk-invoke "$cases/retry_then_success.yaml" | itk-collect --quiet 1 > second.jsonl
  until=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  itk-collect --since 10m --until "$until" --source insights > out.jsonl 2> err
  itk-collect --since 10m --until "$until" > filtered.jsonl
  diff <(texts filtered.jsonl) <(texts out.jsonl)
  grep -q "index of Logs Insights lags behind" err
  [ -z "$(jq -r 'select(.itk == "event/1") | .id' out.jsonl | sort | uniq -d)" ]
  [ "$(complete)" = true ]
}

@test "Logs Insights is for windows" {
  start_sandbox
  run -2 --separate-stderr itk-collect --source insights < /dev/null
  [[ $stderr == *"give --since"* ]]
}

@test "a window of X-Ray is read whole" {
  start_sandbox --traces-to-xray
  itk-invoke "$cases/happy_path.yaml" | itk-collect --quiet 1 --source logs,xray > live.jsonl
  itk-collect --since 5m --source xray > out.jsonl
  [ "$(complete)" = true ]
  diff <(jq -r 'select(.source == "xray") | .id' live.jsonl | sort) <(jq -r 'select(.source == "xray") | .id' out.jsonl | sort)
}

@test "with --follow a group is read when Live Tail says so, whatever becomes of its sessions" {
  start_sandbox --live-tail-events 1 --live-tail-seconds 2
  itk-invoke "$cases/happy_path.yaml" | itk-collect --quiet 2 --follow > out.jsonl 2> err
  [ "$(complete)" = true ]
  grep -q "Live Tail shows a sample" err
  # Nothing of Live Tail is evidence: each event once, by CloudWatch's id.
  [ -z "$(jq -r 'select(.itk == "event/1") | .id' out.jsonl | sort | uniq -d)" ]
  [ "$(jq -r 'select(.itk == "event/1") | .id | length' out.jsonl | sort -u)" = 56 ]
}

@test "without the permission for Live Tail, log groups are read in turn" {
  start_sandbox --deny logs:StartLiveTail
  itk-invoke "$cases/happy_path.yaml" | itk-collect --quiet 1 --follow > out.jsonl 2> err
  [ "$(complete)" = true ]
  grep -q "read in turn" err
}

#!/usr/bin/env bats
# Executions without cases: a window of the logs, and saved evidence.

# shellcheck disable=SC2154 # bats sets stderr
load support

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  itk=$ROOT/ci/itk
}

teardown() {
  stop_sandbox
}

# Two services and their spans, as an OTLP exporter writes them.
save_spans() {
  cat > "$1" <<'TEXT'
{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"front"}}]},"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"GET /orders","startTimeUnixNano":"1544712660000000000","endTimeUnixNano":"1544712661000000000"}]}]}]}
{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"back"}}]},"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b175","parentSpanId":"eee19b7ec3c1b174","name":"find","startTimeUnixNano":"1544712660100000000","endTimeUnixNano":"1544712660900000000"}]}]}]}
TEXT
}

traces() {
  jq -c 'select(.itk == "trace/1") | [.spans, .orphans, .completeness]' "$1"
}

# What ran is in the logs once its last event can be found.
run_something() {
  run -0 "$itk" run --case "$ROOT/tests/sandbox/cases/happy_path.yaml" --out done.out
}

@test "itk view --read renders saved spans, without verdicts" {
  save_spans spans.jsonl
  run -0 --separate-stderr "$itk" view --read spans.jsonl --out view.out
  [ "$(traces view.out/run.jsonl)" = '[2,0,"unknown"]' ]
  run -1 grep -q '"itk":"verdict/1"' view.out/run.jsonl
  [ "$(jq -r 'select(.itk == "span/1" and .parent != null) | .component' view.out/run.jsonl)" = service:back ]
  grep -q 'saved files' view.out/index.html
  [ "$(zcat view.out/evidence.jsonl.gz | jq -r .itk | tr '\n' ' ')" = "run/1 event/1 event/1 collection/1 end/1 " ]
}

@test "the whole pipe works on saved evidence, compressed or not, in any number of files" {
  save_spans spans.jsonl
  gzip -k spans.jsonl
  run -0 bash -o pipefail -c "itk-collect --read spans.jsonl spans.jsonl.gz 2>/dev/null | itk-correlate | itk-compare 2>/dev/null \
    | itk-render --out view.out"
  [ "$(jq -r 'select(.itk == "collection/1") | .events' view.out/run.jsonl)" -eq 4 ]
}

@test "a fixture of spans without shared ids is one trace by what it states" {
  cat > fixture.jsonl <<'TEXT'
{"span_id":"s-1","parent_span_id":null,"component":"entrypoint:sqs_event","operation":"receive","ts_start":"2025-01-15T10:00:00.000Z","ts_end":"2025-01-15T10:00:00.100Z"}
{"span_id":"s-2","parent_span_id":"s-1","component":"lambda:handler","operation":"handle","ts_start":"2025-01-15T10:00:00.010Z","ts_end":"2025-01-15T10:00:00.090Z"}
TEXT
  run -0 --separate-stderr "$itk" view --read fixture.jsonl --out view.out
  [ "$(traces view.out/run.jsonl)" = '[2,0,"unknown"]' ]
}

@test "a document that is cut is incomplete evidence: exit 6, and where" {
  save_spans spans.jsonl
  head -c 300 spans.jsonl > cut.json
  run -6 --separate-stderr "$itk" view --read cut.json --out view.out
  [[ "$stderr" == *"cut.json:1:301: the JSON is broken or cut off"* ]]
}

@test "itk view --since renders what ran in the window" {
  start_sandbox --delay-most-ms 200
  run_something
  run -0 --separate-stderr "$itk" view --since 1h --out view.out
  [ "$(jq -r 'select(.itk == "trace/1") | .spans' view.out/run.jsonl | sort -n | tail -1)" -gt 3 ]
  grep -q "${AWS_ENDPOINT_URL#http://}" view.out/index.html
  # The same events as those of the run, by a glob.
  itk-collect --since 1h --log-groups '*aws/*' 2>/dev/null > window.jsonl
  diff <(zcat done.out/evidence.jsonl.gz | jq -r 'select(.itk == "event/1" and .source == "cloudwatch") | .id' | sort) \
    <(jq -r 'select(.itk == "event/1") | .id' window.jsonl | sort)
  [ "$(jq -r 'select(.itk == "collection/1") | .complete' window.jsonl)" = true ]
}

@test "a window of production is refused unless the flag repeats the account id" {
  start_sandbox --account-alias acme-prod
  run -5 --separate-stderr itk-collect --since 1h
  [[ "$stderr" == *"production: "* ]]
  [ "$(jq -r 'select(.itk == "event/1") | .id' <<< "$output" | wc -l)" -eq 0 ]
  run -0 itk-collect --since 1h --read-production 123456789012
}

@test "a window is read where it is: wrong times and groups are usage" {
  start_sandbox
  run -2 --separate-stderr itk-collect --since yesterday
  [[ "$stderr" == *'--since is neither a duration'* ]]
  run -2 itk-collect --since 1h --log-groups '/aws/nowhere/*'
  run -2 itk-collect --since 1h --read some.json
  run -2 itk-collect --since 1h records.jsonl
  run -2 "$itk" view --out view.out
}

@test "--print shows the pipeline of a view and runs nothing" {
  run -0 "$itk" view --read a.json --out view.out --print
  [[ "$output" == *"itk-collect --read a.json"*"itk-render --out view.out"* ]]
  [ ! -e view.out ]
}

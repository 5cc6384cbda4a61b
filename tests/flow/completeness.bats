#!/usr/bin/env bats
# The proof that the evidence is all there: 200 executions at once, everything that can go wrong with logs goes wrong,
# and what itk-collect claims is compared with what the sandbox knows that it wrote.

# shellcheck disable=SC2154 # bats sets stderr
load support

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  # shellcheck disable=SC2153 # support.bash sets it
  samples=$SAMPLES/completeness
}

teardown() {
  stop_sandbox
}

# Milliseconds from the moment in which the last event of a case could be found to its collection, at the median.
median_wait() {
  jq -s 'def ms: (.[0:19] + "Z" | fromdate) * 1000 + (.[20:23] | tonumber);
    (reduce (.[] | select(.itk == "event/1" and .ingested and .inv)) as $e ({};
       .[$e.inv] = ([.[$e.inv] // 0, ($e.ingested | ms)] | max))) as $last
    | [.[] | select(.itk == "collection/1" and .complete) | (.until | ms) - $last[.inv]] | sort | .[length / 2 | floor]' \
    run.jsonl
}

@test "200 executions at once, with every fault: each event once, each case complete or truly not" {
  start_sandbox --workers 220 --faults "$samples/faults.yaml" --late-share 0.02 --late-least-ms 1000 \
    --late-most-ms 6000 --duplicate-every 5 --giant-every 1500
  itk-invoke "$samples/cases" --jobs 200 2> invoke.log | itk-collect > run.jsonl 2> collect.log || true
  curl -sf "$AWS_ENDPOINT_URL/_sandbox/written" > written.jsonl
  curl -sf "$AWS_ENDPOINT_URL/_sandbox/faults" > faults.json
  [ "$(jq '[.faults[] | select(.fired == 0)] | length' faults.json)" -eq 0 ]
  [ "$(grep -c '"itk":"collection/1"' run.jsonl)" -eq 200 ]
  jq -nr --slurpfile run run.jsonl --slurpfile written written.jsonl -f "$BATS_TEST_DIRNAME/completeness.jq" > problems
  diff - problems < /dev/null
  # Only those are incomplete that cannot be complete.
  jq -r 'select(.itk == "invocation/1") | "\(.inv) \(.case)"' run.jsonl | sort > names
  jq -r 'select(.itk == "collection/1" and (.complete | not)) | .inv' run.jsonl | sort | join - names | cut -d' ' -f2 |
    sort | uniq -c | tr -s ' ' > incomplete
  diff - incomplete <<'TEXT'
 13 lost-log
 1 missing-group
 1 refused-group
TEXT
}

@test "a case is closed within a second of its last event, and of the quiet period where it declares no sentinels" {
  start_sandbox
  itk-invoke "$samples/sentinels" --jobs 4 --rate 4 2> invoke.log | itk-collect > run.jsonl
  [ "$(jq -s '[.[] | select(.itk == "collection/1" and .complete)] | length' run.jsonl)" -eq 12 ]
  [ "$(median_wait)" -le 1000 ] || { echo "waited $(median_wait) ms"; return 1; }
  itk-invoke "$samples/quiet" --jobs 4 --rate 4 2> invoke.log | itk-collect > run.jsonl
  [ "$(jq -s '[.[] | select(.itk == "collection/1" and .complete)] | length' run.jsonl)" -eq 12 ]
  [ "$(median_wait)" -le 3000 ] || { echo "waited $(median_wait) ms"; return 1; }
}

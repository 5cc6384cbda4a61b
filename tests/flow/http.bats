#!/usr/bin/env bats
# The entrypoint `http` against the web API of the demo system.

# shellcheck disable=SC2154,SC2016 # bats sets stderr; cases have variables of their own
load support

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  ways=$ROOT/tests/sandbox/cases/ways
  start_sandbox
}

teardown() {
  stop_sandbox
}

# one_case LINES...: a case file of these lines.
one_case() {
  printf '%s\n' 'id: one' "$@" > one.yaml
}

@test "an order is asked about over HTTP, and its trace is found by what the request carried" {
  run -0 --separate-stderr "$ROOT/ci/itk" run --case "$ways/http-order.yaml" --out run.out
  [ "$(jq -r 'select(.itk == "answer/1") | "\(.status) \(.http_status)"' run.out/run.jsonl)" = "ok 200" ]
  [ "$(jq -r 'select(.itk == "trace/1") | .isolation' run.out/run.jsonl)" = proven ]
}

@test "a job is looked at until it is done" {
  run -0 --separate-stderr itk-invoke "$ways/http-job.yaml"
  answer=$(jq -c 'select(.itk == "answer/1")' <<< "$output")
  [ "$(jq -r '.response.status' <<< "$answer")" = "done" ]
  [ "$(jq -r '.attempts' <<< "$answer")" -eq 4 ]
  [ "$(jq -r 'select(.itk == "event/1") | .payload.status' <<< "$output")" = running ]
}

@test "many jobs at once" {
  run -0 --separate-stderr itk-invoke "$ways/http-job.yaml" --iterations 20 --jobs 20
  [ "$(jq -r 'select(.itk == "answer/1") | .response.status' <<< "$output" | grep -c "done")" -eq 20 ]
}

@test "a job that fails: exit 1; one that does not end: exit 4 and its last state" {
  sed 's/scenario: happy/scenario: throttled/' "$ways/http-job.yaml" > failing.yaml
  run -1 --separate-stderr itk-invoke failing.yaml
  [[ "$stderr" == *"the job has failed: status=failed"* ]]
  sed 's/polls: 2/polls: 1000/; s/timeout: 30s/timeout: 500ms/' "$ways/http-job.yaml" > endless.yaml
  run -4 --separate-stderr itk-invoke endless.yaml
  [[ "$stderr" == *"last seen: status=running (200)"* ]]
}

@test "a status that is not expected is an error that quotes the answer" {
  one_case 'entrypoint: {type: http, target: {url: "${SANDBOX_HTTP_URL}/nothing"}}'
  run -2 --separate-stderr itk-invoke one.yaml
  [[ "$stderr" == *"HTTP status 404, expected 200 to 299"* ]]
  [[ "$stderr" == *"There are POST /orders"* ]]
  one_case 'entrypoint: {type: http, target: {url: "${SANDBOX_HTTP_URL}/nothing", expect_status: 4xx}}'
  run -0 itk-invoke one.yaml
}

@test "a token in a header is in no record and no message" {
  export API_TOKEN=canary-5f0c1d7e9b
  one_case 'entrypoint:' '  type: http' '  payload: {userMessage: hi}' '  target:' \
    '    url: ${SANDBOX_HTTP_URL}/nothing?access_token=${API_TOKEN}' \
    '    headers: {Authorization: "Bearer ${API_TOKEN}"}'
  run -2 itk-invoke --log-level trace one.yaml
  [[ "$output" != *canary-5f0c1d7e9b* ]]
  run -0 itk-invoke --dry-run one.yaml
  [[ "$output" != *canary-5f0c1d7e9b* ]]
}

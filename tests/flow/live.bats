#!/usr/bin/env bats
# Live runs against the sandbox: the demo system knows nothing of ITK.

# shellcheck disable=SC2154 # bats sets stderr
load support

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  itk=$ROOT/ci/itk
  cases=$ROOT/tests/sandbox/cases
}

teardown() {
  stop_sandbox
}

@test "the demo suite ends as designed, next to noise, and its JUnit file is valid for Jenkins" {
  start_sandbox --noise 20
  run -1 "$itk" suite --cases-dir "$cases" --out run.out --junit-dialect jenkins
  diff - <(jq -r 'select(.itk == "verdict/1") | "\(.case) \(.status)"' run.out/run.jsonl | sort) <<'TEXT'
guardrail-block passed
happy-path passed
lost-log error
retry-then-success warning
slow-tool failed
throttled-model failed
tool-error failed
TEXT
  # Noise shares groups, components and agents, but no id: one nonce, one session, one message in each trace.
  for case in happy-path retry-then-success; do
    for kind in nonce sqs session; do
      [ "$(jq -r '.. | .ids? // empty | .[]' "run.out/$case/run.jsonl" | grep "^$kind:" | sort -u | wc -l)" -eq 1 ]
    done
    [ "$(jq -r 'select(.itk == "trace/1") | .isolation' "run.out/$case/run.jsonl")" = proven ]
  done
  run -1 grep -vc '"endpoint":"custom"' run.out/run.jsonl
  for page in run.out/*.html run.out/*/*.html run.out/report.md run.out/junit.xml; do
    grep -q "${AWS_ENDPOINT_URL#http://}" "$page" || { echo "$page does not name the endpoint"; return 1; }
  done
  if [ -e "$DATA/schemas/junit-10.xsd" ]; then
    xmllint --noout --schema "$DATA/schemas/junit-10.xsd" run.out/junit.xml
  fi
}

@test "itk run on one case: 0, 1 and 6 as the README says" {
  start_sandbox
  run -0 "$itk" run --case "$cases/happy_path.yaml" --out run.out
  run -1 "$itk" run --case "$cases/throttled_model.yaml" --out run.out
  run -6 "$itk" run --case "$cases/lost_log.yaml" --out run.out
  [[ "$output" == *"no REPORT for lambda:"* ]]
}

@test "a system that cannot be reached: exit 4, and a page that says why" {
  start_sandbox
  stop_sandbox
  run -4 "$itk" run --case "$cases/happy_path.yaml" --out run.out
  grep -q "connect" run.out/report.md
}

@test "a sandbox that dies in the middle: exit 4 or 6, and a page that says why" {
  start_sandbox
  "$itk" run --case "$cases/slow_tool.yaml" --out run.out > log 2>&1 3>&- &
  run=$!
  # The message is out as soon as its answer stands in the evidence.
  wait_for bash -c 'grep -qs "\"itk\":\"event/1\"\|\"itk\":\"answer/1\"" run.out.*.tmp/evidence.jsonl'
  stop_sandbox
  code=0
  wait $run || code=$?
  [ $code -eq 4 ] || [ $code -eq 6 ] || { echo "exit $code"; cat log; return 1; }
  [ "$(jq -r 'select(.itk == "verdict/1") | .status' run.out/run.jsonl)" = error ]
  grep -q "connect" run.out/report.md
}

@test "Ctrl-C: the first stops the sending, the rest finishes" {
  start_sandbox
  # 200 iterations would take long; the interrupt comes after the first answers.
  itk-invoke "$cases/happy_path.yaml" --iterations 5000 > out.jsonl 2> log 3>&- &
  stage=$!
  wait_for grep -q '"itk":"answer/1"' out.jsonl
  kill -INT $stage
  ends_with 6 $stage
  [ "$(tail -1 out.jsonl | jq -r .itk)" = end/1 ]
  sent=$(grep -c '"itk":"answer/1"' out.jsonl)
  [ "$sent" -lt 5000 ]
  [ "$sent" -eq "$(grep -c '"itk":"invocation/1"' out.jsonl)" ]
}

@test "a wrong secret: exit 5 with AWS's own code and request id" {
  start_sandbox
  AWS_SECRET_ACCESS_KEY=wrong run -5 "$itk" run --case "$cases/happy_path.yaml" --out run.out
  [[ "$output" == *SignatureDoesNotMatch*"request id"* ]]
}

@test "every other way in, at once: agents that ask back, conversations, AgentCore, HTTP, MCP, programs" {
  start_sandbox
  run -0 "$itk" suite --cases-dir "$cases/ways" --out run.out -- --allow-exec --jobs 12
  diff - <(jq -r 'select(.itk == "verdict/1") | "\(.case) \(.status)"' run.out/run.jsonl | sort) <<'TEXT'
agent-approval passed
agent-conversation passed
agent-return-control passed
agent-return-control-api passed
agentcore-json passed
agentcore-stream passed
exec-agent passed
exec-job passed
http-job passed
http-order passed
mcp-tool passed
mcp-tool-error passed
TEXT
}

@test "functions and agents are invoked directly, too" {
  start_sandbox
  run -0 "$itk" suite --cases-dir "$ROOT/tests/flow/calls" --out run.out
  diff - <(jq -r 'select(.itk == "verdict/1") | "\(.case) \(.status)"' run.out/run.jsonl | sort) <<'TEXT'
agent-direct passed
lambda-direct passed
TEXT
  [ "$(jq -r 'select(.itk == "trace/1") | .isolation' run.out/agent-direct/run.jsonl)" = proven ]
}

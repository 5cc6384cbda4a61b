#!/usr/bin/env bats
# itk doctor, resolve, discover and init against the sandbox.

# shellcheck disable=SC2154 # bats sets stderr
load support

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  itk=$ROOT/ci/itk
  git init -q .
  printf '.env\n' > .gitignore
}

teardown() {
  stop_sandbox
}

# has LINE: $output has a line that begins so.
has() {
  grep -qF -e "$1" <<< "$output" || { printf 'no "%s" in:\n%s\n' "$1" "$output" >&2; return 1; }
}

@test "a healthy account: every line holds, and nothing was sent" {
  start_sandbox
  echo ITK_ENV=dev > .env
  run -0 "$itk" doctor --rate 2
  has "✅ settings: .env names 1 values"
  has "✅ git: .env is not tracked"
  has "✅ credentials: from the environment"
  has "✅ identity: arn:aws:"
  has "✅ allowed-accounts: the endpoint is on this machine"
  has "✅ queue itk-demo: 0 waiting"
  has "✅ itk-demo's dead letters: 0 in "
  has "✅ function itk-demo-orchestrator: Active"
  has "✅ agent GK7PZQ4T1W: "
  has "✅ log group /aws/lambda/itk-demo-action-group: "
  has "✅ permissions: nothing that was asked for was denied"
  run -0 "$itk" doctor --json
  [ "$(jq -r '.exit, ([.checks[] | select(.mark == "bad")] | length)' <<< "$output" | xargs)" = "0 0" ]
  run -0 "$itk" doctor --format md
  has "- [x] ✅ **region**: us-east-1"
  run -0 "$itk" doctor "$ROOT/tests/sandbox/cases/happy_path.yaml"
  has "✅ cases: 1 can be sent"
}

@test "missing permissions are named as IAM names them: exit 5" {
  start_sandbox --deny logs:FilterLogEvents,xray:GetTraceSegmentDestination
  run -5 "$itk" doctor
  has "❌ permissions: missing: logs:FilterLogEvents, xray:GetTraceSegmentDestination"
}

@test "what does not exist, what is misspelt, what git tracks" {
  start_sandbox
  printf 'ITK_ENVV=dev\nITK_LAMBDA_FUNCTION_NAME=REPLACE_ME\n' > .env
  git add -f .env
  ITK_SQS_QUEUE_URL=$AWS_ENDPOINT_URL/123456789012/nowhere ITK_LOG_GROUPS=/aws/lambda/itk-demo-orchestratr \
    run -2 "$itk" doctor
  has "❌ queue nowhere: sqs: "
  has "⚠️ settings: ITK_ENVV (.env:1) is no setting of ITK  → call it ITK_ENV"
  has "⚠️ settings: ITK_LAMBDA_FUNCTION_NAME (.env:2) is still to be filled in"
  has "❌ git: .env is tracked by git"
  has "⚠️ log group /aws/lambda/itk-demo-orchestratr: is not there"
}

@test "no credentials: exit 5; nobody there: exit 4" {
  AWS_REGION=us-east-1 run -5 "$itk" doctor
  has "❌ credentials: no AWS credentials"
  start_sandbox
  stop_sandbox
  AWS_MAX_ATTEMPTS=1 run -4 "$itk" doctor
  has "❌ identity: sts: "
}

@test "--self proves the installation without a network" {
  run -0 "$itk" doctor --self
  has "✅ installation: a case passed on its fixture"
  mkdir alone && cp "$ITK_BIN/itk-doctor" alone
  run -2 alone/itk-doctor --self
  has "❌ itk-invoke: "
}

@test "--report holds what helpers need and no secret" {
  start_sandbox
  printf 'ITK_ENV=dev\nMY_API_TOKEN=canary-1234567890\n' > .env
  echo "sqs: refused: $AWS_SECRET_ACCESS_KEY canary-1234567890" > log
  run -0 "$itk" doctor --report --command "itk run --case a.yaml" --errors log
  has "itk run --case a.yaml"
  has "account 123456789012, region us-east-1"
  has "ITK_ENV=dev"
  [[ "$output" != *"$AWS_SECRET_ACCESS_KEY"* ]]
  [[ "$output" != *canary* ]]
}

@test "--dlq finds the dead letters of a run and leaves them where they are" {
  start_sandbox
  # A redrive takes three visibility timeouts of half a minute: the message is sent to where it would end up.
  ITK_SQS_QUEUE_URL=$ITK_SQS_QUEUE_URL-dlq itk-invoke "$ROOT/tests/sandbox/cases/happy_path.yaml" > dead.jsonl
  ITK_SQS_QUEUE_URL=$ITK_SQS_QUEUE_URL-dlq itk-invoke "$ROOT/tests/sandbox/cases/slow_tool.yaml" > other.jsonl
  sed 's/itk-demo-dlq"/itk-demo"/' dead.jsonl > run.jsonl
  run -0 "$itk" doctor --dlq run.jsonl
  has "happy-path iteration 1: message "
  has "1 of 2 messages in "
  run -0 "$itk" doctor --dlq run.jsonl --json
  [ "$(jq -c '[.messages[].case, .looked_at, .complete]' <<< "$output")" = '["happy-path",2,true]' ]
  run -0 "$itk" doctor
  has "⚠️ itk-demo's dead letters: 2 in "
}

@test "a resolver writes targets.json; one that fails is exit 2 and leaves the old one" {
  ITK_RESOLVER_CMD='echo "{\"sqs_queue_url\":\"https://h/1/q\"}"' run -0 --separate-stderr "$itk" resolve
  [ "$(jq -r .sqs_queue_url .itk/targets.json)" = https://h/1/q ]
  ITK_RESOLVER_CMD='echo no stack >&2; exit 7' run -2 --separate-stderr "$itk" resolve
  [[ "$stderr" == *"ended with status 7: no stack"* ]]
  [ "$(jq -r .sqs_queue_url .itk/targets.json)" = https://h/1/q ]
  run -2 "$itk" resolve
  has "set ITK_RESOLVER_CMD"
}

@test "discover fills in what is missing and changes nothing that is set" {
  start_sandbox
  unset ITK_SQS_QUEUE_URL ITK_LOG_GROUPS ITK_LAMBDA_FUNCTION_NAME ITK_BEDROCK_AGENT_ID ITK_BEDROCK_AGENT_ALIAS_ID
  echo ITK_LOG_GROUPS=/mine > .env
  run -0 --separate-stderr "$itk" discover --dry-run
  [ "$(cat .env)" = ITK_LOG_GROUPS=/mine ]
  run -0 --separate-stderr "$itk" discover --match itk-demo
  grep -q '^ITK_SQS_QUEUE_URL=http.*/itk-demo$' .env
  [ "$(head -1 .env)" = ITK_LOG_GROUPS=/mine ]
  [ "$(grep -c ITK_LOG_GROUPS .env)" -eq 1 ]
  cp .env before
  run -0 "$itk" discover --match itk-demo
  [ "$(grep -c ITK_SQS_QUEUE_URL= .env)" -eq 1 ]
}

@test "init begins a project and overwrites nothing" {
  rm .gitignore
  run -0 "$itk" init
  [ "$(cat .gitignore)" = "$(printf '.env\n.itk/\nartifacts/')" ]
  run -0 "$itk" validate cases
  echo mine > .env.example
  echo id: mine > cases/first.yaml
  run -0 "$itk" init
  [ "$output" = "" ]
  [ "$(cat .env.example cases/first.yaml | xargs)" = "mine id: mine" ]
}

#!/usr/bin/env bats
# What itk-invoke checks before the first send.

# shellcheck disable=SC2154 # bats sets stderr
load support

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  git init -q .
  case=$ROOT/tests/sandbox/cases/happy_path.yaml
}

teardown() {
  stop_sandbox
}

# refused RULE: exit 5 that names the rule, and nothing was sent.
refused() {
  [[ "$stderr" == *"$1: "* ]] || { echo "no rule $1 in: $stderr" >&2; return 1; }
  [ "$(jq -r 'select(.itk == "answer/1") | .status' <<< "$output" | grep -c sent)" -eq 0 ]
}

@test "a sandbox account needs no settings" {
  start_sandbox
  run -0 --separate-stderr itk-invoke "$case" --preflight preflight.md
  grep -q '^Passed, ' preflight.md
  grep -q '| ✅ | target-exists | ' preflight.md
}

@test "an account that is not allowed is refused" {
  start_sandbox
  ITK_ALLOWED_ACCOUNTS=999999999999 run -5 --separate-stderr itk-invoke "$case" --preflight preflight.md
  refused allowed-accounts
  grep -q '^Refused: nothing was sent, ' preflight.md
  grep -q '| ❌ | allowed-accounts | ' preflight.md
  ITK_ALLOWED_ACCOUNTS=123456789012 run -0 itk-invoke "$case"
}

@test "production is refused unless the flag repeats the account id" {
  start_sandbox --account-alias acme-prod
  run -5 --separate-stderr itk-invoke "$case"
  refused production
  run -5 --separate-stderr itk-invoke "$case" --allow-production 999999999999
  refused production
  run -2 --separate-stderr itk-invoke "$case" --allow-production yes
  run -0 --separate-stderr itk-invoke "$case" --allow-production 123456789012
  [[ "$stderr" == *"as --allow-production 123456789012 allows"* ]]
}

@test "ITK_ENV says production: refused; product-catalog does not" {
  start_sandbox --account-alias product-catalog
  ITK_ENV=production run -5 --separate-stderr itk-invoke "$case"
  refused production
  ITK_ENV=reproduce run -0 itk-invoke "$case"
}

@test "a region that is not allowed is refused" {
  start_sandbox
  ITK_ALLOWED_REGIONS=eu-west-1 run -5 --separate-stderr itk-invoke "$case"
  refused allowed-regions
  ITK_ALLOWED_REGIONS=us-east-1 run -0 itk-invoke "$case"
}

@test "a queue that is not there is a mistake: exit 2, before anything is sent" {
  start_sandbox
  ITK_SQS_QUEUE_URL=$AWS_ENDPOINT_URL/123456789012/nowhere run -2 --separate-stderr itk-invoke "$case"
  refused target-exists
}

@test "what may not be looked at is a warning that names the action" {
  start_sandbox --deny sqs:GetQueueAttributes,iam:ListAccountAliases
  run -0 --separate-stderr itk-invoke "$case"
  [[ "$stderr" == *"cannot be seen: sqs:GetQueueAttributes is not allowed"* ]]
}

@test "a dry run asks AWS nothing" {
  start_sandbox
  stop_sandbox
  run -0 itk-invoke "$case" --dry-run
}

@test "itk run keeps what was checked, also of a run that was refused" {
  start_sandbox
  run -0 "$ROOT/ci/itk" run --case "$case" --out run.out
  grep -q '^Passed, ' run.out/preflight.md
  ITK_ALLOWED_ACCOUNTS=999999999999 run -5 "$ROOT/ci/itk" run --case "$case" --out refused.out
  grep -q '^Refused: nothing was sent, ' refused.out/preflight.md
}

#!/usr/bin/env bats
# itk-validate: every kind of file, recognised, with all that is wrong with it; and what a dry run says of the cases.

# shellcheck disable=SC2016,SC2154 # ${...} is for ITK to expand; bats sets stderr
load support

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  export AWS_REGION=us-east-1
  unset "${!ITK_LOG_@}"
}

write_case() {
  printf 'id: %s\nentrypoint:\n  type: sqs_event\n  target: {queue_url: "https://sqs.us-east-1.amazonaws.com/123456789012/q"}\n  payload: {m: 1}\n' \
    "$1" > "$2"
}

@test "our own cases of the language are fine" {
  run -0 itk-validate "$ROOT/tests/cases"
  [ -z "$output" ]
}

@test "a folder with one of each: all problems, one line each, exit 2" {
  write_case a a.yaml
  echo 'repeat: 0' >> a.yaml
  echo 'ITK_LOG_GROUP=/aws/lambda/hidden-value' > .env
  echo '{"log_groups": 5}' > targets.json
  echo '{"span_id": "s"}' > fixture.jsonl
  echo '{"itk":"answer/1"}' > run.jsonl
  run -2 itk-validate .
  for start in a.yaml:6:9: .env:1:1: targets.json:1:16: fixture.jsonl:1:1: run.jsonl:1:1:; do
    [[ $'\n'$output == *$'\n'"$start "* ]] || { echo "nothing at $start"; return 1; }
  done
  [[ "$output" != *hidden-value* ]]
}

@test "--json: an object for each problem" {
  echo 'id: 1' > a.yaml
  run -2 itk-validate --json a.yaml
  [ "$(jq -rs '.[0] | "\(.file) \(.line) \(.column) \(.level) \(.code)"' <<< "$output")" = 'a.yaml 1 1 error missing_field' ]
  [ "$(jq -rs length <<< "$output")" -eq 2 ]
}

@test "--schema prints what editors read, and knows its names" {
  run -0 itk-validate --schema
  [ "$(jq -r '."$id"' <<< "$output")" = itk.case.schema.json ]
  run -0 itk-validate --schema span
  [ "$(jq -r '.properties.itk.const' <<< "$output")" = span/1 ]
  run -2 itk-validate --schema spam
  [[ "$output" == *'did you mean "span"?'* ]]
}

@test "a stream: whole, compressed, cut, filtered, and on stdin" {
  write_case a a.yaml
  itk-invoke --dry-run a.yaml > run.jsonl 2> /dev/null
  run -0 itk-validate run.jsonl
  gzip -k run.jsonl
  run -0 itk-validate run.jsonl.gz
  run -0 itk-validate - < run.jsonl
  sed '$d' run.jsonl > cut.jsonl
  run -3 itk-validate cut.jsonl
  [[ "$output" == *'no `end` record'* ]]
  jq -c 'select(.itk != "answer/1")' run.jsonl > filtered.jsonl
  run -0 itk-validate filtered.jsonl
  [[ "$output" == *'warning: 2 records stand before this end, which counts 3'* ]]
}

@test "without files it says what it takes" {
  run -2 itk-validate
  [[ "$output" == *'name cases, fixtures, targets.json'* ]]
}

@test "rows of examples are cases of their own" {
  run -0 --separate-stderr itk-invoke --dry-run --filter refund-rows "$ROOT/tests/cases"
  [ "$(jq -r 'select(.itk == "invocation/1") | .case' <<< "$output" | paste -sd' ')" = \
    'refund-rows[1] refund-rows[2] refund-rows[3]' ]
  run -0 --separate-stderr itk-invoke --dry-run --filter 'refund-rows[2]' "$ROOT/tests/cases"
  [ "$(jq -r 'select(.itk == "invocation/1") | .request.amount' <<< "$output")" = 90 ]
}

@test "shards are everything, each case once; an empty one is fine" {
  for i in 1 2 3; do
    itk-invoke --dry-run --shard $i/3 "$ROOT/tests/cases" 2> /dev/null
  done | jq -r 'select(.itk == "invocation/1") | .case' | sort > sharded
  itk-invoke --dry-run "$ROOT/tests/cases" 2> /dev/null | jq -r 'select(.itk == "invocation/1") | .case' | sort > all
  cmp sharded all
  write_case a a.yaml
  run -0 itk-invoke --dry-run --shard 2/2 a.yaml
  [[ "$output" == *'shard 2/2 is empty: there are 1 cases for 2 shards'* ]]
  run -2 itk-invoke --dry-run --shard auto a.yaml
  [[ "$output" == *'give --shard i/n'* ]]
  CIRCLE_NODE_INDEX=0 CIRCLE_NODE_TOTAL=2 run -0 itk-invoke --dry-run --shard auto a.yaml
}

@test "tags, changed files, and a selection of nothing" {
  git init -q .
  write_case a a.yaml
  write_case b b.yaml
  git add a.yaml
  git -c user.name=t -c user.email=t@example.com commit -qm one
  run -0 --separate-stderr itk-invoke --dry-run --changed-since HEAD .
  [ "$(jq -r 'select(.itk == "invocation/1") | .case' <<< "$output")" = b ]
  run -2 itk-invoke --dry-run --changed-since nowhere .
  [[ "$output" == *'git fetch origin nowhere'* ]]
  run -2 itk-invoke --dry-run --changed-since=--output=x .
  [[ "$output" == *'no name of a commit'* && ! -e x ]]
  run -2 itk-invoke --dry-run --tag smoke .
  [[ "$output" == *'none has a tag'* ]]
}

@test "a shell line in a hook is refused" {
  write_case a a.yaml
  echo 'before: rm -rf /tmp/x' >> a.yaml
  run -2 itk-validate a.yaml
  [[ "$output" == 'a.yaml:6:9: "before" runs programs without a shell'* ]]
}

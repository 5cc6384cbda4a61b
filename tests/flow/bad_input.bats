#!/usr/bin/env bats
# What is wrong with a case is said as file:line:column, all of it at once, before anything is sent.

# shellcheck disable=SC2016,SC2154 # ${...} is for ITK to expand; bats sets stderr
load support

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  export ITK_SQS_QUEUE_URL=https://sqs.us-east-1.amazonaws.com/123456789012/q AWS_REGION=us-east-1
}

# refuses TEXT PATTERN: a case with this text is refused, and the message matches.
refuses() {
  printf '%b' "$1" > case.yaml
  for tool in itk-invoke itk-validate; do
    run -2 --separate-stderr "$tool" case.yaml
    said=$output$stderr
    [[ "$said" =~ $2 ]] || { echo "$tool: no match for $2 in: $said"; return 1; }
  done
}

head='id: a\nname: A\n'
entry='entrypoint:\n  type: sqs_event\n  payload: {m: 1}\n'

@test "a file that does not exist: the nearest names are offered" {
  printf '%b' "$head$entry" > order.yaml
  run -2 itk-invoke ordr.yaml
  [[ "$output" == *ordr.yaml*order.yaml* ]]
}

@test "a tab" {
  refuses "$head"'entrypoint:\n\ttype: sqs_event\n' 'case.yaml:4:1: .*tab'
}

@test "a missing colon" {
  refuses "$head"'entrypoint\n  type: sqs_event\n' 'case.yaml:[34]:[0-9]+: .*(:|colon)'
}

@test "an unclosed quote" {
  refuses 'id: "a\nname: A\n'"$entry" 'case.yaml:[0-9]+:[0-9]+: .*quote'
}

@test "a missing field" {
  refuses 'name: A\n'"$entry" 'case.yaml:1:1: .*"?id'
}

@test "an unknown entrypoint" {
  refuses "$head"'entrypoint:\n  type: sqs_evnt\n' 'case.yaml:4:9: .*did you mean "sqs_event"'
}

@test "an unknown invariant" {
  refuses "$head$entry"'expected:\n  invariants:\n    - name: no_eror_spans\n' 'case.yaml:8:[0-9]+: .*did you mean "no_error_spans"'
}

@test "an unset variable: an error live, a warning for itk-validate, nothing in dev-fixtures mode" {
  printf '%b' "$head"'entrypoint:\n  type: sqs_event\n  payload: {m: "${NOT_SET}"}\n' > case.yaml
  run -2 itk-invoke case.yaml
  [[ "$output" =~ case.yaml:5:[0-9]+:\ .*NOT_SET ]]
  run -0 itk-validate case.yaml
  [[ "$output" =~ case.yaml:5:[0-9]+:\ .*NOT_SET ]]
  run -2 itk-validate --mode live case.yaml
}

@test "all problems of all cases are said at once, and nothing is sent" {
  mkdir cases
  printf '%b' "$head"'entrypoint:\n  type: nonsense\nexpected:\n  invariants:\n    - name: nonsense\n' > cases/one.yaml
  printf '%b' 'id: b\nentrypoint:\n  type: sqs_event\n  payload: {m: "${NOT_SET}"}\n' > cases/two.yaml
  run -2 itk-invoke cases
  [[ "$output" == *one.yaml:4:*one.yaml:7:*two.yaml:4:* ]]
  [[ "$output" != *'"invocation/1"'* ]]
}

@test "no credentials: exit 5 before anything is sent" {
  printf '%b' "$head$entry" > case.yaml
  run -5 itk-invoke case.yaml
  [[ "$output" != *'"invocation/1"'* ]]
}

@test "itk: a wrong command or option is one line and exit 2" {
  for arguments in nonsense run "run --casee x" "suite --cases-dir" "help nonsense"; do
    # shellcheck disable=SC2086 # words on purpose
    run ! "$ROOT/ci/itk" $arguments
    [ "${#lines[@]}" -eq 1 ] || { echo "$arguments: $output"; return 1; }
  done
}

#!/usr/bin/env bats
# The entrypoint `exec`, hooks, and `until` with a command: programs of the user's, only where they are allowed.

# shellcheck disable=SC2154 # bats sets stderr
load support

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  ways=$ROOT/tests/sandbox/cases/ways
}

@test "a program gets the payload and answers; what it says beside is evidence" {
  run -0 --separate-stderr itk-invoke --allow-exec "$ways/exec-agent.yaml"
  [ "$(jq -r 'select(.itk == "answer/1") | .response.answer' <<< "$output")" = "Order 4711 has shipped." ]
  nonce=$(jq -r 'select(.itk == "invocation/1") | .nonce' <<< "$output")
  [[ "$(jq -r 'select(.itk == "event/1") | .text' <<< "$output")" == "mode demo, trace 00-"*"nonce $nonce"* ]]
}

@test "a job is looked at by a program until it is done" {
  run -0 --separate-stderr itk-invoke --allow-exec "$ways/exec-job.yaml" --iterations 5 --jobs 5
  [ "$(jq -r 'select(.itk == "answer/1") | "\(.response.state) \(.attempts)"' <<< "$output" | sort -u)" = "done 4" ]
}

@test "a program that fails: exit 1 and its last words" {
  sed "s/4711/0815/; s|folder: .*|folder: $ways|" "$ways/exec-agent.yaml" > failing.yaml
  run -1 --separate-stderr itk-invoke --allow-exec failing.yaml
  [[ "$stderr" == *"sh ended with status 3: "*"no order in"* ]]
}

@test "without --allow-exec nothing runs: exit 5 and the place" {
  printf '%s\n' 'id: one' 'entrypoint: {type: exec, target: {command: [touch, ran]}}' > one.yaml
  run -5 --separate-stderr itk-invoke one.yaml
  [[ "$stderr" == *"one.yaml:2:"*"the entrypoint exec"* ]]
  [ ! -e ran ]
}

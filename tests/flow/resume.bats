#!/usr/bin/env bats
# An itk-invoke that was killed: its run goes on where it ended, and nothing is sent twice without being known.

load support
load sending

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  mkdir .git  # the search for .env ends here
  write_cases
}

teardown() {
  stop_sandbox
}

# is_killed_after ANSWERS CASE OPTION...: its records, as far as it came, are in first.jsonl.
is_killed_after() {
  itk-invoke "$2" "${@:3}" > first.jsonl 2> log 3>&- &
  local stage=$!
  # shellcheck disable=SC2016 # another shell expands it
  wait_for bash -c '[ "$(grep -c "\"itk\":\"answer/1\"" first.jsonl)" -ge '"$1"' ]'
  kill -KILL $stage
  ends_with 137 $stage
}

# resumes CODE CASE OPTION...: all records are in out.jsonl.
resumes() {
  local code=0
  timeout 60 itk-invoke --resume first.jsonl "${@:2}" > out.jsonl 2> log || code=$?
  [ $code -eq "$1" ] || { echo "expected exit code $1, got $code" && cat log out.jsonl && return 1; }
}

# The same run, and what it had named keeps its name.
has_kept_its_names() {
  [ "$(of run .run)" = "$(of run .run first.jsonl)" ]
  [ -z "$(comm -23 <(of invocation '"\(.inv) \(.nonce) \(.iteration)"' first.jsonl | sort) \
    <(of invocation '"\(.inv) \(.nonce) \(.iteration)"' | sort))" ]
}

@test "what was accepted is found by its nonce, what was not is sent under the same" {
  # Of twenty, one is accepted and one is not, and neither is answered.
  strikes '{service: sqs, operation: SendMessage, from: 5, fault: stall, when: before_answer}' \
    '{service: sqs, operation: SendMessage, from: 8, fault: stall, when: before_work}'
  cp "$ROOT/tests/sandbox/cases/happy_path.yaml" case.yaml
  is_killed_after 10 case.yaml --iterations 12 --jobs 4
  [ "$(of invocation .inv first.jsonl | wc -l)" -eq 12 ]
  [ "$(received | jq .accepted)" -eq 11 ]

  resumes 0 case.yaml --iterations 12 --jobs 4
  is_whole
  numbered 12
  has_kept_its_names
  accepted 1
  [ "$(received | jq .accepted)" -eq 12 ]
  [ "$(of answer 'select(.reason) | "\(.status) \(.reason)"')" = \
    "sent its answer was not recorded; its nonce was found in /aws/lambda/itk-demo-orchestrator" ]
  [ "$(grep -c 'is in none of its log groups; it is sent (again), with the same nonce' log)" -eq 1 ]

  # The whole run is judged, the first part with the rest.
  itk-collect out.jsonl | itk-correlate | itk-compare > judged.jsonl
  [ "$(of verdict '"\(.status) \(.iterations)"' judged.jsonl)" = "passed 12" ]
}

@test "killed at any moment of many: each execution is there once, and what was sent twice was announced" {
  start_sandbox
  is_killed_after 20 queue.yaml --iterations 60 --jobs 8 --rate 40  # or it might be done before anybody looks
  cp first.jsonl as_it_was.jsonl
  resumes 0 queue.yaml --iterations 60 --jobs 8
  diff first.jsonl as_it_was.jsonl
  is_whole
  numbered 60
  has_kept_its_names
  announced=$(grep -c 'it is sent (again)' log || true)
  [ "$(received | jq .accepted)" -le $((60 + announced)) ]
}

@test "a last line that was cut counts as not written" {
  start_sandbox
  invokes 0 queue --iterations 3
  # The answer to the third is there in half, so it is looked for, and found.
  grep -v '"itk":"end/1"' out.jsonl | head -c -20 > first.jsonl
  resumes 0 queue.yaml --iterations 3
  numbered 3
  has_kept_its_names
  accepted 1
  [ "$(of answer 'select(.reason) | .status')" = sent ]
}

@test "a conversation that was cut off, and whose nonce nobody logged, begins anew and is said to" {
  strikes '{service: bedrock, operation: InvokeAgent, from: 2, fault: stall, when: before_answer}'
  cp "$ROOT/tests/sandbox/cases/ways/agent-conversation.yaml" case.yaml
  is_killed_after 1 case.yaml
  [ "$(of invocation .turn first.jsonl | tail -1)" -eq 2 ]
  resumes 0 case.yaml
  is_whole
  has_kept_its_names
  [ "$(of answer '"\(.turn) \(.status)"')" = $'1 ok\n2 ok\n3 ok' ]
  [ "$(received | jq .accepted)" -eq 5 ]
  grep -q 'is in none of its log groups; it is sent (again), with the same nonce' log
}

@test "without log groups to look into, it is sent again and said to be" {
  start_sandbox
  unset ITK_LOG_GROUPS
  sed -i '/^collect:/d' queue.yaml
  invokes 0 queue
  grep -v '"itk":"\(answer\|end\)/1"' out.jsonl > first.jsonl
  resumes 0 queue.yaml
  numbered 1
  has_kept_its_names
  accepted 2
  grep -q 'there is no log group to look for it; it is sent (again), with the same nonce' log
}

@test "a run that is whole has nothing left to send" {
  start_sandbox
  invokes 0 queue --iterations 3
  mv out.jsonl first.jsonl
  resumes 0 queue.yaml --iterations 3
  numbered 3
  accepted 1
  diff <(grep '"itk":"\(run\|invocation\|answer\)/1"' first.jsonl) <(grep '"itk":"\(run\|invocation\|answer\)/1"' out.jsonl)
}

@test "more iterations than before: only those are sent" {
  start_sandbox
  invokes 0 queue --iterations 2
  mv out.jsonl first.jsonl
  resumes 0 queue.yaml --iterations 5
  numbered 5
  accepted 1
}

@test "what holds no run cannot go on: exit 3" {
  start_sandbox
  : > first.jsonl
  resumes 3 queue.yaml
  [[ "$(< log)" == *"first.jsonl: there is no run record"* ]]
  echo '{"itk":"hologram/9"}' > first.jsonl
  resumes 3 queue.yaml
  printf '%s\n' '{"itk":"run/1"' '{"itk":"hologram/9"}' > first.jsonl
  resumes 3 queue.yaml
  [[ "$(< log)" == *"first.jsonl:1"* ]]
  [ "$(received | jq .accepted)" -eq 0 ]
  rm first.jsonl
  resumes 2 queue.yaml
}

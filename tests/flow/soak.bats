#!/usr/bin/env bats
# One case over and over: how often, how fast, when it stops, and what comes back from the stages behind.

# Each test runs in a subshell of its own.
# shellcheck disable=SC2030,SC2031
load support
load sending

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  mkdir .git  # the search for .env ends here
  unset "${!ITK_SOAK_@}"
  itk=$ROOT/ci/itk
  cases=$ROOT/tests/sandbox/cases
  write_cases
}

teardown() {
  stop_sandbox
}

# says TEXT: itk-invoke did.
says() {
  grep -qF -- "$1" log || { echo "\"$1\" is not in:" && cat log && return 1; }
}

@test "each iteration is invoked once, with its number" {
  start_sandbox
  invokes 0 queue --iterations 40 --jobs 8
  is_whole
  numbered 40
  accepted 1
  [ "$(received | jq .accepted)" -eq 40 ]
}

@test "a case is repeated as often as it says, unless the flag says otherwise" {
  start_sandbox
  echo 'repeat: 3' >> queue.yaml
  invokes 0 queue
  numbered 3
  invokes 0 queue --iterations 2
  numbered 2
}

@test "executions begin for as long, and as fast, as was asked for" {
  start_sandbox
  invokes 0 queue --duration 1s --rate 20 --jobs 10
  is_whole
  count=$(of invocation .inv | wc -l)
  [ "$count" -ge 4 ] && [ "$count" -le 21 ] || { echo "$count"; return 1; }
  numbered "$count"
}

@test "errors stop it, and what was not invoked is named" {
  strikes '{service: sqs, operation: SendMessage, from: 3, count: 0, fault: error}'
  invokes 4 queue --iterations 50 --stop-on 'errors>=3'  # 4 is worse than 6
  is_whole
  numbered 5
  says 'stopped by errors>=3: 3 executions could not be run, 5 executions had ended: not invoked: queue (after 5 of 50 iterations)'
  [ "$(of error 'select(.code == "stopped") | .code')" = stopped ]
}

@test "throttles stop it: exit 6" {
  export AWS_MAX_ATTEMPTS=2
  strikes '{service: sqs, operation: SendMessage, from: 2, fault: throttle}'
  invokes 6 queue --iterations 50 --stop-on 'throttles>0'
  is_whole
  numbered 2
  says 'not invoked: queue (after 2 of 50 iterations)'
}

@test "throttles slow it down" {
  export AWS_MAX_ATTEMPTS=2
  strikes '{service: sqs, operation: SendMessage, from: 2, fault: throttle}'
  invokes 0 queue --iterations 6 --jobs 4
  numbered 6
  accepted 1
  says 'throttled (1 so far): going on at 50 % of what was asked for'
}

@test "a rule that is none, and tokens without end: exit 2 before anything is sent" {
  start_sandbox
  invokes 2 queue --stop-on 'failure>3'
  says 'did you mean "failures"'
  run -2 itk-invoke queue.yaml --max-usd 1
  [ "$(received | jq .accepted)" -eq 0 ]
}

@test "what goes on until it is stopped ends well: exit 0 and a whole stream" {
  start_sandbox
  itk-invoke queue.yaml --continuous --jobs 4 --rate 100 > out.jsonl 2> log 3>&- &
  stage=$!
  # shellcheck disable=SC2016 # another shell expands it
  wait_for bash -c '[ "$(grep -c "\"itk\":\"answer/1\"" out.jsonl)" -ge 10 ]'
  kill -INT $stage
  ends_with 0 $stage
  is_whole
  numbered "$(of invocation .inv | wc -l)"
  accepted 1
}

@test "tokens stop it" {
  start_sandbox
  invokes 6 agent --iterations 20 --max-tokens 1
  is_whole
  numbered 1
  says 'stopped by --max-tokens 1: '
}

@test "the settings of a soak have their effect with --soak, and flags come first" {
  start_sandbox
  export ITK_SOAK_ITERATIONS=3 ITK_SOAK_MAX_INFLIGHT=2 ITK_SOAK_INTERVAL=50ms
  invokes 0 queue
  numbered 1
  invokes 0 queue --soak
  numbered 3
  # Never closer than the interval: by the times of the invocations, which are written before they are sent.
  [ "$(of invocation .time | sed 's/.*:\(.*\)Z/\1/' | awk 'NR > 1 && ($1 - last + 60) % 60 < 0.045 { print } { last = $1 }')" = "" ]
  invokes 0 queue --soak --iterations 2
  numbered 2
  unset ITK_SOAK_ITERATIONS
  ITK_SOAK_DURATION=300ms invokes 0 queue --soak
  numbered "$(of invocation .inv | wc -l)"
  ITK_SOAK_ITERATIONS=0 invokes 2 queue --soak
  says 'ITK_SOAK_ITERATIONS=0 (environment): expected a whole number from 1'
  ITK_SOAK_INITIAL_RATE=fast invokes 2 queue --soak
  says 'ITK_SOAK_INITIAL_RATE=fast (environment)'
}

@test "a plan says which cases run, and how often" {
  start_sandbox
  printf '%s\n' '{"itk":"plan/1","case":"queue","runs":4}' '{"itk":"plan/1","case":"gone","runs":2}' > plan.jsonl
  itk-invoke queue.yaml fifo.yaml --plan plan.jsonl > out.jsonl 2> log
  numbered 4
  [ "$(of invocation .case | sort -u)" = queue ]
  says 'there is no case gone among those selected'
  invokes 2 fifo --plan plan.jsonl
  says 'none of its cases is there'
}

@test "messages that are due together leave together, each once" {
  start_sandbox
  invokes 0 queue --iterations 50 --jobs 50 --batch 10
  numbered 50
  accepted 1
  [ "$(received | jq -r '[.nonces[].by[].operation] | group_by(.) | map("\(.[0]) \(length)") | join(", ")')" = \
    "sqs:SendMessageBatch 50" ]
  [ "$(of answer '.ids[] | select(startswith("sqs:"))' | sort -u | wc -l)" -eq 50 ]
  [ "$(of answer .request_id | sort -u | wc -l)" -le 10 ]
}

@test "delivered twice: the same nonce twice, and a FIFO queue keeps one" {
  start_sandbox
  echo 'deliver: twice' | tee -a queue.yaml >> fifo.yaml
  invokes 0 queue
  accepted 2
  [ "$(of answer '.ids | length')" -eq 2 ]
  invokes 0 fifo
  accepted 2 1
}

@test "with the nonce off nothing of ours is sent along" {
  start_sandbox
  echo 'nonce: off' >> queue.yaml
  invokes 0 queue
  [ "$(received | jq -r '.nonces | keys[] | .[:7]')" = sha256: ]
}

@test "hooks run before and after, and where the first fails nothing is sent" {
  start_sandbox
  cp queue.yaml hooked.yaml
  cat >> hooked.yaml <<'TEXT'
before: [sh, -c, 'echo "before $ITK_ITERATION $ITK_NONCE" >> hooks']
after: [sh, -c, 'echo "after $ITK_ITERATION $ITK_NONCE" >> hooks']
TEXT
  invokes 5 hooked
  says 'only with --allow-exec'
  [ ! -e hooks ] && [ "$(received | jq .accepted)" -eq 0 ]
  invokes 0 hooked --allow-exec --iterations 2
  diff <(sort hooks) <(of invocation '("after", "before") + " \(.iteration) \(.nonce)"' | sort)
  accepted 1

  sed -i "s/^before: .*/before: [sh, -c, 'echo no seeds >\&2; exit 3']/" hooked.yaml
  : > hooks
  invokes 2 hooked --allow-exec
  accepted 0
  says 'sh ended with status 3: no seeds'
  grep -q '^after 1 ' hooks  # what was begun is cleaned up
}

@test "itk soak: every iteration is judged" {
  start_sandbox
  run -0 timeout 60 "$itk" soak --case "$cases/happy_path.yaml" --iterations 5 --out run.out
  [ "$(of verdict '"\(.status) \(.iterations)"' run.out/run.jsonl)" = "passed 5" ]
  [ -s run.out/index.html ] && [ -s run.out/evidence.jsonl.gz ] && [ -s run.out/preflight.md ]
  [[ "$output" != *"was killed"* ]]
}

@test "itk soak: what fails downstream comes back and stops it" {
  start_sandbox
  run -1 timeout 60 "$itk" soak --case "$cases/tool_error.yaml" --iterations 200 --max-inflight 2 \
    --stop-on 'failures>0' --out run.out
  [[ "$output" == *"stopped by failures>0"*"not invoked: tool-error (after "* ]]
  [ "$(of invocation .inv run.out/run.jsonl | wc -l)" -lt 20 ]
}

@test "itk soak: an itk-invoke that fails at once does not hold up the rest" {
  start_sandbox
  echo 'id: [' > bad.yaml
  run -2 timeout 20 "$itk" soak --case bad.yaml --iterations 5 --out run.out
  run -2 timeout 20 "$itk" soak --case "$cases/happy_path.yaml" --iterations 5 --out other.out -- --no-such-option
}

# soaks: itk soak runs until the test ends it; $SOAK is its process.
soaks() {
  "$itk" soak --case "$cases/happy_path.yaml" --continuous --rate 2 --out "$PWD/run.out" > log 2>&1 3>&- &
  SOAK=$!
  wait_for bash -c 'grep -qs "\"itk\":\"event/1\"" run.out.*.tmp/evidence.jsonl'
}

# kills STAGE: that of our soak, a child of it or of a part of it.
kills() {
  local pids
  pids=$(pgrep -x "$1" -P "$SOAK,$(pgrep -d, -P $SOAK)")
  [ "$(wc -w <<< "$pids")" -eq 1 ] || { echo "$1: $pids"; return 1; }
  kill -KILL "$pids"
}

# ends_by_itself: our soak, with a code that is not 0, within 30 seconds.
ends_by_itself() {
  local deadline=$((SECONDS + 30))
  while kill -0 $SOAK 2> /dev/null; do
    [ $SECONDS -lt $deadline ] || { kill -TERM $SOAK; echo "it hangs" && cat log && return 1; }
    read -rt 0.05 <> <(:) || true
  done
  local code=0
  wait $SOAK || code=$?
  [ $code -ne 0 ] || { echo "exit 0" && cat log && return 1; }
}

@test "itk soak: an itk-invoke that is killed does not hold up the rest" {
  start_sandbox
  soaks
  kills itk-invoke
  ends_by_itself
  says 'itk-invoke was killed by signal 9'
}

@test "itk soak: nor does a stage behind it that is killed" {
  start_sandbox
  soaks
  kills itk-correlate
  ends_by_itself
  says 'itk-correlate was killed by signal 9'
}

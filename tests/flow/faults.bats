#!/usr/bin/env bats
# What AWS does wrong, and what becomes of it: tried again within the budget of AWS's SDKs, or reported with service,
# code and request id; and nothing is sent twice without being known. What was really accepted, the sandbox tells.

# Each test runs in a subshell of its own.
# shellcheck disable=SC2030,SC2031
load support
load sending

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  mkdir .git  # the search for .env ends here
  export AWS_MAX_ATTEMPTS=2
  write_cases
}

teardown() {
  stop_sandbox
}

# answered STATUS ATTEMPTS [accepted TIMES [DISTINCT]]: every execution was.
answered() {
  local said
  said=$(of answer '"\(.status) \(.attempts)"' | sort -u)
  [ "$said" = "$1 $2" ] || { echo "expected answer $1 $2, got $said" && cat log && return 1; }
  [ "${3:-}" != accepted ] || accepted "${@:4}"
}

# reported SERVICE CODE: in an error record, with the id of the request ("none": there was no answer to bear one), and in
# the answer record.
reported() {
  local said id
  said=$(of error '"\(.service) \(.code)"' | sort -u)
  [ "$said" = "$1 $2" ] || { echo "expected error $1 $2, got $said" && cat log && return 1; }
  id=$(of error '.request_id // ""')
  if [ "${3:-}" = none ]; then
    [ -z "$id" ]
  else
    [ -n "$id" ] && grep -qF "$id" log
  fi || { echo "request id \"$id\"" && cat log out.jsonl && return 1; }
}

@test "a throttle is waited out, under each service's own name" {
  strikes '{service: sqs, operation: SendMessage, fault: throttle}' \
    '{service: sqs, operation: SendMessageBatch, fault: throttle}' \
    '{service: lambda, operation: Invoke, fault: throttle}' \
    '{service: bedrock, operation: InvokeAgent, fault: throttle}' \
    '{service: sts, fault: throttle}'
  invokes 0 queue  # who we are is asked first: that throttle is waited out, too
  answered sent 2 accepted 1
  invokes 0 three
  answered sent 2 accepted 3
  invokes 0 function
  answered ok 2 accepted 1
  invokes 0 agent
  answered ok 2 accepted 1
  [ "$(curl -sf "$AWS_ENDPOINT_URL/_sandbox/faults" | jq '[.. | .fired? // empty] | add')" -eq 5 ]
}

@test "throttles beyond the budget are reported, and nothing was done" {
  strikes '{service: sqs, count: 0, operation: SendMessage, fault: throttle}' \
    '{service: lambda, count: 0, operation: Invoke, fault: throttle}' \
    '{service: bedrock, count: 0, operation: InvokeAgent, fault: throttle}'
  invokes 4 queue
  answered error 2 accepted 0
  reported sqs RequestThrottled
  invokes 4 function
  answered error 2 accepted 0
  reported lambda TooManyRequestsException
  invokes 4 agent
  answered error 2 accepted 0
  reported bedrock-agent-runtime ThrottlingException
}

@test "throttles before the first send: nothing is sent" {
  strikes '{service: sts, count: 0, fault: throttle}'
  invokes 4 queue
  reported sts Throttling
  [ "$(grep -c '"itk":"invocation/1"' out.jsonl)" -eq 0 ]
  [ "$(received | jq .accepted)" -eq 0 ]
}

@test "500 and 503: may have been done, so only what may be repeated is sent again" {
  strikes '{service: sqs, operation: SendMessage, fault: error}' \
    '{service: sqs, operation: SendMessage, from: 2, fault: error, status: 503}' \
    '{service: sqs, operation: SendMessage, from: 3, fault: error, status: 503}' \
    '{service: lambda, operation: Invoke, fault: error}' \
    '{service: bedrock, operation: InvokeAgent, fault: error, status: 503}'
  invokes 4 queue
  answered error 1 accepted 0
  reported sqs InternalFailure
  invokes 4 queue
  answered error 1 accepted 0
  reported sqs ServiceUnavailable
  invokes 0 fifo
  answered sent 2 accepted 1
  invokes 4 function
  answered error 1 accepted 0
  reported lambda ServiceException
  invokes 4 agent
  answered error 1 accepted 0
  reported bedrock-agent-runtime ServiceUnavailableException
}

@test "a connection that is reset: what was lost on the way is not sent again" {
  strikes '{service: sqs, operation: SendMessage, fault: reset, when: before_work}' \
    '{service: sqs, operation: SendMessage, from: 2, fault: reset, when: before_answer}' \
    '{service: sqs, operation: SendMessage, from: 3, fault: reset, when: in_body, bytes: 10}' \
    '{service: lambda, operation: Invoke, fault: reset, when: before_answer}' \
    '{service: bedrock, operation: InvokeAgent, fault: reset, when: before_answer}'
  invokes 4 queue
  answered error 1 accepted 0
  reported sqs connection_reset none
  invokes 4 queue
  answered error 1 accepted 1
  reported sqs connection_reset none
  invokes 4 queue
  answered error 1 accepted 1
  invokes 4 function
  answered error 1 accepted 1
  reported lambda connection_reset none
  invokes 4 agent
  answered error 1 accepted 1
  reported bedrock-agent-runtime connection_reset none
}

@test "a connection that is reset: a FIFO queue drops what is sent again" {
  strikes '{service: sqs, operation: SendMessage, fault: reset, when: before_answer}' \
    '{service: sqs, operation: SendMessage, from: 3, fault: reset, when: in_body, bytes: 10}'
  invokes 0 fifo
  answered sent 2 accepted 2 1
  invokes 0 fifo
  answered sent 2 accepted 2 1
}

@test "a connection that is reset behind the whole answer: it counts" {
  strikes '{service: sqs, operation: SendMessage, fault: reset, when: after_body}' \
    '{service: lambda, operation: Invoke, fault: reset, when: after_body}'
  invokes 0 queue
  answered sent 1 accepted 1
  invokes 0 function
  answered ok 1 accepted 1
}

@test "slow answers are waited for" {
  strikes '{service: sqs, operation: SendMessage, fault: slow, delay_ms: 50, piece: 20, between_ms: 5}' \
    '{service: bedrock, operation: InvokeAgent, fault: slow, delay_ms: 50, piece: 2000, between_ms: 5}'
  invokes 0 queue
  answered sent 1 accepted 1
  invokes 0 agent
  answered ok 1 accepted 1
}

@test "stalled answers end with the case's timeout" {
  sed -i 's/^timeout: .*/timeout: 600ms/' queue.yaml function.yaml agent.yaml
  strikes '{service: sqs, operation: SendMessage, fault: stall, when: before_work}' \
    '{service: sqs, operation: SendMessage, from: 2, fault: stall, when: in_body, bytes: 5}' \
    '{service: lambda, operation: Invoke, fault: stall, when: before_answer}' \
    '{service: bedrock, operation: InvokeAgent, fault: stall, when: after_head}'
  invokes 4 queue
  answered error 1 accepted 0
  reported sqs total_timeout none
  invokes 4 queue
  answered error 1 accepted 1
  invokes 4 function
  answered error 1 accepted 1
  reported lambda total_timeout none
  invokes 4 agent
  answered error 1 accepted 1
}

@test "event streams that break: what came before is kept, nothing is asked again" {
  strikes '{service: bedrock, operation: InvokeAgent, fault: truncate, events: 3}' \
    '{service: bedrock, operation: InvokeAgent, from: 2, fault: bad_crc, events: 3}' \
    '{service: bedrock, operation: InvokeAgent, from: 3, fault: exception, code: dependencyFailedException, message: no luck, events: 3}'
  invokes 4 agent
  answered error 1 accepted 1
  grep -q '"itk":"event/1"' out.jsonl
  reported bedrock-agent-runtime answer_cut
  invokes 4 agent
  answered error 1 accepted 1
  reported bedrock-agent-runtime answer_cut
  [[ "$(of error .message)" == *checksum* ]]
  grep -q '"itk":"event/1"' out.jsonl
  invokes 4 agent
  answered error 1 accepted 1
  reported bedrock-agent-runtime DependencyFailedException
  grep -q '"itk":"event/1"' out.jsonl
}

@test "an expired token is a refusal" {
  strikes '{service: sqs, operation: SendMessage, count: 0, fault: expired_token}' \
    '{service: lambda, operation: Invoke, count: 0, fault: expired_token}' \
    '{service: bedrock, operation: InvokeAgent, count: 0, fault: expired_token}'
  invokes 5 queue
  answered error 1 accepted 0
  reported sqs ExpiredTokenException
  invokes 5 function
  answered error 1 accepted 0
  reported lambda ExpiredTokenException
  invokes 5 agent
  answered error 1 accepted 0
  reported bedrock-agent-runtime ExpiredTokenException
}

@test "a token that expires before the first send: nothing is sent" {
  strikes '{service: sts, count: 0, fault: expired_token}'
  invokes 5 queue
  reported sts ExpiredToken
  [ "$(grep -c '"itk":"invocation/1"' out.jsonl)" -eq 0 ]
}

@test "a clock that is wrong is corrected by AWS's own, once" {
  for seconds in 3600 -3600; do
    strikes "{service: sqs, operation: SendMessage, count: 0, fault: clock_skew, seconds: $seconds}"
    invokes 0 queue --iterations 3
    [ "$(jq -rs 'map(select(.itk == "answer/1") | .attempts) | join(" ")' out.jsonl)" = "2 1 1" ]
    accepted 1 1
  done
  strikes '{service: sqs, operation: SendMessage, count: 0, fault: clock_skew, code: RequestTimeTooSkewed, seconds: 3600}'
  invokes 0 queue
  answered sent 2 accepted 1
}

@test "a batch that fails in part: only those that failed are sent again" {
  strikes '{service: sqs, operation: SendMessageBatch, fault: partial_batch, every: 2, code: InternalError}' \
    '{service: sqs, operation: SendMessageBatch, from: 3, fault: partial_batch, every: 2, code: RequestThrottled}'
  invokes 0 three
  answered sent 2 accepted 3
  invokes 0 three
  answered sent 2 accepted 3
  [ "$(jq '.ids | length' <(grep '"itk":"answer/1"' out.jsonl))" -eq 3 ]
}

@test "a batch that fails in part for good says how many were sent" {
  strikes '{service: sqs, operation: SendMessageBatch, fault: partial_batch, every: 2, code: InvalidMessageContents, sender_fault: true}' \
    '{service: sqs, operation: SendMessageBatch, from: 2, count: 0, fault: partial_batch, every: 1, code: InternalError}'
  invokes 2 three
  answered error 1
  accepted 2 2
  reported sqs InvalidMessageContents
  [[ "$(< log)" == *"2 of 3 messages were sent"* ]]
  invokes 4 three
  answered error 2 accepted 0
  reported sqs InternalError
  [[ "$(< log)" == *"0 of 3 messages were sent"* ]]
}

@test "a digest that does not fit is an error, and the message is not sent again" {
  strikes '{service: sqs, operation: SendMessage, fault: wrong_md5, of: body}' \
    '{service: sqs, operation: SendMessage, from: 2, fault: wrong_md5, of: attributes}' \
    '{service: sqs, operation: SendMessageBatch, fault: wrong_md5, of: body}'
  invokes 4 queue
  answered error 1 accepted 1
  reported sqs md5_mismatch
  invokes 4 queue
  answered error 1 accepted 1
  reported sqs md5_mismatch
  invokes 4 three
  answered error 1 accepted 3
  reported sqs md5_mismatch
}

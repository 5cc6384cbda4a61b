#!/usr/bin/env bats
# Agents of Bedrock and AgentCore, driven live against the sandbox by itk-invoke alone.

# shellcheck disable=SC2154 # bats sets stderr
load support

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  cases=$ROOT/tests/sandbox/cases/ways
}

teardown() {
  stop_sandbox
}

# response FILE: of the answers, as text.
response() {
  itk-invoke "$1" >out.jsonl || return
  jq -r 'select(.itk == "answer/1") | .response | if type == "object" then .completion // tojson else . end' out.jsonl
}

# one TYPE FILTER: whether the filter is true of one of the records of that type, at least.
one() {
  jq -es --arg tag "$1/1" "map(select(.itk == \$tag and ($2))) | length > 0" out.jsonl >/dev/null
}

ids_are_distinct() {
  [ -z "$(jq -r 'select(.itk == "event/1") | .id' out.jsonl | sort | uniq -d)" ]
}

@test "a conversation: one session, a nonce for each turn, and the agent remembers" {
  start_sandbox
  run -0 response "$cases/agent-conversation.yaml"
  [[ "${lines[0]}" == *"Order 4712"* ]]
  [[ "${lines[1]}" == *"Order 4712"* ]]
  [[ "${lines[2]}" == *"Session is terminated"* ]]
  [ "$(jq -r 'select(.itk == "invocation/1") | .inv' out.jsonl | sort -u | wc -l)" -eq 1 ]
  [ "$(jq -r 'select(.itk == "invocation/1") | .nonce' out.jsonl | sort -u | wc -l)" -eq 3 ]
  [ "$(jq -r 'select(.itk == "answer/1") | .ids[]' out.jsonl | sort -u | wc -l)" -eq 1 ]
  ids_are_distinct
}

@test "what an agent hands back is answered, by function and by API" {
  start_sandbox
  run -0 response "$cases/agent-return-control.yaml"
  [[ "$output" == *'was told: {"status":"shipped","carrier":"DHL"}'* ]]
  one event '.operation == "returnControlInvocationResults"
    and .payload[0].functionResult.function == "get_order_status"'
  ids_are_distinct
  run -0 response "$cases/agent-return-control-api.yaml"
  [[ "$output" == *'was told: {"status":"on its way"}'* ]]
}

@test "an approval is denied, and given" {
  start_sandbox
  run -0 response "$cases/agent-approval.yaml"
  [[ "$output" == *"stays as it is"* ]]
  sed 's/confirm: false/confirm: true/' "$cases/agent-approval.yaml" >approved.yaml
  run -0 response approved.yaml
  [[ "$output" == *"has been cancelled"* ]]
}

@test "a question that the case does not answer is the answer; an answer that nobody asked for is a warning" {
  start_sandbox
  sed '/^respond/,/^  -/d' "$cases/agent-approval.yaml" >open.yaml
  itk-invoke open.yaml >out.jsonl
  one answer '.status == "ok"
    and .response.returnControl[0].invocationInputs[0].functionInvocationInput.function == "cancel_order"'
  sed 's/scenario: confirm/scenario: happy/' "$cases/agent-approval.yaml" >unasked.yaml
  run -0 --separate-stderr itk-invoke unasked.yaml
  [[ "$stderr" == *'unasked.yaml:11:5: the agent did not ask for this answer of "respond" (cancel_order)'* ]]
}

@test "an agent in AgentCore answers as a whole and as a stream" {
  start_sandbox
  run -0 response "$cases/agentcore-json.yaml"
  [[ "$output" == *"Order 4711"* ]]
  run -0 response "$cases/agentcore-stream.yaml"
  [[ "${lines[0]}" == "Order 4711"* ]]
  [[ "${lines[1]}" == "Order 4712"* ]]
  [ "$(jq -r 'select(.itk == "event/1" and .source == "agentcore") | .text' out.jsonl | wc -l)" -gt 4 ]
  ids_are_distinct
}

@test "many conversations at once do not mix" {
  start_sandbox
  sed "s/inputText: Where is my order 4711?/inputText: \"Where is my order 47\${itk.iteration}?\"/" \
    "$cases/agent-return-control.yaml" >many.yaml
  itk-invoke --iterations 20 many.yaml >out.jsonl
  [ "$(jq -r 'select(.itk == "answer/1") | .status' out.jsonl | sort | uniq -c | tr -s ' ')" = " 20 ok" ]
  jq -rs '(map(select(.itk == "invocation/1")) | map({(.inv): .request.inputText[18:-1]}) | add) as $asked
    | map(select(.itk == "answer/1"))[] | "order " + $asked[.inv] + " " as $order
    | select(.response.completion | contains($order) | not)' out.jsonl >mixed
  [ ! -s mixed ]
  ids_are_distinct
}

@test "a failure of the runtime is the case's, with its code" {
  start_sandbox
  sed 's/payload: {/payload: {scenario: throttled, /' "$cases/agentcore-json.yaml" >broken.yaml
  run -1 --separate-stderr itk-invoke broken.yaml
  echo "$output" >out.jsonl
  one answer '.error.code == "RuntimeClientError" and .http_status == 424 and .attempts == 1'
}

# For tests of what itk-invoke sends: cases, a sandbox with faults, and what was really accepted.

# shellcheck disable=SC2016 # itk-invoke expands them
write_cases() {
  write_case queue sqs_event '{queue_url: "${ITK_SQS_QUEUE_URL}"}' '{userMessage: "Where is my order 4711?"}'
  write_case fifo sqs_event '{queue_url: "${SANDBOX_FIFO_QUEUE_URL}"}' '{userMessage: "Where is my order 4711?"}'
  write_case three sqs_event '{queue_url: "${ITK_SQS_QUEUE_URL}"}' '{Records: [{body: a}, {body: b}, {body: c}]}'
  write_case function lambda_invoke '{function_name_or_arn: "${ITK_LAMBDA_FUNCTION_NAME}"}' '{userMessage: Hello}'
  write_case agent bedrock_invoke_agent \
    '{agent_id: "${ITK_BEDROCK_AGENT_ID}", agent_alias_id: "${ITK_BEDROCK_AGENT_ALIAS_ID}"}' \
    '{inputText: "Where is my order 4711?"}'
}

# write_case ID TYPE TARGET PAYLOAD
write_case() {
  printf 'id: %s\ntimeout: 20s\nentrypoint:\n  type: %s\n  target: %s\n  payload: %s\n' "$@" > "$1.yaml"
  printf '%s\n' 'collect: {log_groups: [/aws/lambda/itk-demo-orchestrator], quiet_ms: 1500}' \
    'expected: {invariants: [{name: has_spans}]}' >> "$1.yaml"
}

# strikes RULE...: a sandbox with these faults.
strikes() {
  stop_sandbox
  rm -f ready
  printf -- '- %s\n' "$@" > faults.yaml
  start_sandbox --faults faults.yaml
}

# invokes CODE CASE [OPTION...]: itk-invoke ends with this code; its records are in out.jsonl.
invokes() {
  local code=0
  timeout 60 itk-invoke "$2.yaml" "${@:3}" > out.jsonl 2> log || code=$?
  [ $code -eq "$1" ] || { echo "$2: expected exit code $1, got $code" && cat log out.jsonl && return 1; }
}

# of TYPE FILTER [FILE]: what the records of this type say, one line each.
of() {
  jq -r "select(.itk == \"$1/1\") | $2" "${3:-out.jsonl}"
}

received() {
  curl -sf "$AWS_ENDPOINT_URL/_sandbox/received"
}

# accepted TIMES [DISTINCT] [FILE]: how often what bore each invocation's nonce was, and under how many ids.
accepted() {
  local said
  said=$(jq -r --slurpfile received <(received) 'select(.itk == "invocation/1") | .nonce as $nonce
    | $received[0].nonces[$nonce] | "\(.accepted // 0) \(.distinct // 0)"' "${3:-out.jsonl}" | sort -u)
  [ "$said" = "$1 ${2:-$1}" ] || { echo "expected accepted and distinct $1 ${2:-$1}, got $said" && cat log && return 1; }
}

# numbered COUNT [FILE]: each iteration from 1 on stands there once, and once as answered.
numbered() {
  diff <(seq "$1") <(of invocation .iteration "${2:-out.jsonl}" | sort -n)
  diff <(of invocation .inv "${2:-out.jsonl}" | sort) <(of answer .inv "${2:-out.jsonl}" | sort)
}

# is_whole [FILE]: its last record says that it is.
is_whole() {
  [ "$(tail -1 "${1:-out.jsonl}" | jq -r .itk)" = end/1 ]
}

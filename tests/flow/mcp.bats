#!/usr/bin/env bats
# Tools of an MCP server, called live in the sandbox by itk-invoke alone.

# shellcheck disable=SC2154 # bats sets stderr
load support

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  cases=$ROOT/tests/sandbox/cases/ways
}

teardown() {
  stop_sandbox
}

# one TYPE FILTER: whether the filter is true of one of the records of that type, at least.
one() {
  jq -es --arg tag "$1/1" "map(select(.itk == \$tag and ($2))) | length > 0" out.jsonl >/dev/null
}

@test "a tool is called; its progress and its result are evidence" {
  start_sandbox
  itk-invoke "$cases/mcp-tool.yaml" >out.jsonl
  one answer '.status == "ok" and .response.structuredContent.days == 2'
  one event '.operation == "notifications/progress" and .payload.params.total == 2'
}

@test "a tool that reports an error is an error, unless the case says that it may" {
  start_sandbox
  run -0 itk-invoke "$cases/mcp-tool-error.yaml"
  sed 's/, allow_tool_error: true//' "$cases/mcp-tool-error.yaml" >strict.yaml
  run -1 --separate-stderr itk-invoke strict.yaml
  [[ "$stderr" == *"the tool cancel_order reported an error: Order 4711 has shipped"* ]]
  echo "$output" >out.jsonl
  one answer '.error.code == "tool_error" and .response.isError'
}

@test "a tool that does not exist: exit 2, and the nearest name" {
  start_sandbox
  sed 's/get_delivery_estimate/get_delivery_estimates/' "$cases/mcp-tool.yaml" >wrong.yaml
  run -2 --separate-stderr itk-invoke wrong.yaml
  [[ "$stderr" == *'did you mean "get_delivery_estimate"'* ]]
}

@test "many calls at once, each in a session of its own" {
  start_sandbox
  itk-invoke --iterations 30 "$cases/mcp-tool.yaml" >out.jsonl
  [ "$(jq -r 'select(.itk == "answer/1") | .ids[]' out.jsonl | sort -u | wc -l)" -eq 30 ]
  [ -z "$(jq -r 'select(.itk == "event/1") | .id' out.jsonl | sort | uniq -d)" ]
}

@test "a server that is not there: exit 4" {
  start_sandbox
  sed "s#\${SANDBOX_MCP_URL}#http://127.0.0.1:1/mcp#" "$cases/mcp-tool.yaml" >away.yaml
  run -4 --separate-stderr itk-invoke away.yaml
  [[ "$stderr" == *"cannot connect"* ]]
}

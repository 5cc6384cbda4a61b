# What the drivers of the benchmarks share: cores, peers, a server, a clean environment. Sourced; `bench_name` says who
# speaks, `sdk` is tests/sdk.
# shellcheck disable=SC2034,SC2154  # the variables of both sides

note() {
  printf 'bench/%s: %s\n' "$bench_name" "$1" >&2
}

# Two cores or more: the server on the last, the client on the first.
choose_cores() {
  on_server_core=() on_client_core=()
  local cores
  cores=$(nproc)
  if [ "$cores" -ge 2 ] && command -v taskset >/dev/null; then
    on_server_core=(taskset -c $((cores - 1)))
    on_client_core=(taskset -c 0)
  else
    note 'no taskset or only one core: client and server share what there is'
  fi
}

# --- peers: those that are not there are left out ---

find_node() {  # PACKAGE
  node=$(command -v node) || return 1
  [ "$("$node" -p 'process.versions.node.split(".")[0]')" -ge 20 ] || return 1
  [ -d "$sdk/node_modules/@aws-sdk/$1" ] || (cd "$sdk" && npm ci --silent --ignore-scripts)
}

find_python() {
  python=${ITK_PYTHON:-python3}
  "$python" -c 'import boto3' 2>/dev/null
}

# --- the server ---

# Runs it on its core until it has written $work/ready, which is then sourced.
start_server() {  # COMMAND...
  rm -f "$work/ready"
  "${on_server_core[@]}" "$@" >/dev/null &
  server=$!
  local deadline=$((SECONDS + 10))
  until [ -f "$work/ready" ]; do
    if ! kill -0 $server || [ $SECONDS -ge $deadline ]; then
      note 'the server does not start'
      exit 1
    fi
    read -rt 0.02 <> <(:) || true
  done
  # shellcheck disable=SC1091
  . "$work/ready"
}

stop_server() {
  kill "$server"
  wait "$server" || true
  server=
}

# A clean environment of the SDKs, the same for all.
set_credentials() {
  unset AWS_PROFILE AWS_SESSION_TOKEN AWS_DEFAULT_REGION "${!ITK_SQS_@}" "${!AWS_ENDPOINT_URL_@}"
  export AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY
  export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true
  export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null NODE_NO_WARNINGS=1
}

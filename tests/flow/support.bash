# What the flow tests share. ITK_BIN is the folder of the executables.

bats_require_minimum_version 1.5.0
export LC_ALL=C.UTF-8
ROOT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
: "${ITK_BIN:=$ROOT/build/dev/bin}"
export ITK_BIN
PATH=$ITK_BIN:$PATH
DATA=$ROOT/../shared/data
export SAMPLES=$ROOT/tests/flow/samples

# No setting of the machine may reach a test.
unset AWS_PROFILE AWS_REGION AWS_DEFAULT_REGION AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
unset AWS_ENDPOINT_URL "${!ITK_SQS_@}" ITK_LOG_GROUPS ITK_MODE ITK_ENV "${!GITHUB_@}" CI
export AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

# wait_for COMMAND...: until it succeeds, 20 seconds at most.
wait_for() {
  local deadline=$((SECONDS + 20))
  until "$@" 2>/dev/null; do
    [ $SECONDS -lt $deadline ] || { echo "gave up waiting for: $*" >&2; return 1; }
    read -rt 0.02 <> <(:) || true
  done
}

need_data() {
  if [ ! -e "$DATA/$1" ]; then
    [ "${ITK_REQUIRE_DATA:-}" != 1 ] || { echo "$DATA/$1 is absent" >&2; return 1; }
    skip "needs ../shared/data/$1"
  fi
}

# start_sandbox [OPTION...]: runs until stop_sandbox; its variables are exported.
start_sandbox() {
  "$ITK_BIN/itk-sandbox" --port 0 --ready-file "$BATS_TEST_TMPDIR/ready" "$@" 3>&- &
  SANDBOX=$!
  wait_for test -f "$BATS_TEST_TMPDIR/ready"
  set -a
  # shellcheck disable=SC1091
  . "$BATS_TEST_TMPDIR/ready"
  set +a
}

stop_sandbox() {
  if [ -n "${SANDBOX:-}" ]; then
    kill "$SANDBOX" 2>/dev/null || true
    wait "$SANDBOX" 2>/dev/null || true
    SANDBOX=
  fi
}

# catches_interrupts PID: whether the process has a handler for SIGINT.
catches_interrupts() {
  local caught
  caught=$(awk '/^SigCgt/ { print $2 }' "/proc/$1/status")
  (((16#$caught & 2) != 0))
}

# no_interrupt_pending PID: every SIGINT that was sent has arrived, or the process is gone.
no_interrupt_pending() {
  local pending
  pending=$(awk '/^ShdPnd/ { print $2 }' "/proc/$1/status") || return 0
  (((16#${pending:-0} & 2) == 0))
}

# ends_with CODE PID: waits for a child of this shell (`run` would wait in another one) and checks its exit code.
ends_with() {
  local code=0
  wait "$2" || code=$?
  [ $code -eq "$1" ] || { echo "expected exit code $1, got $code" >&2; return 1; }
}

#!/usr/bin/env bats
# The rules between stages, seen on a real process.

# shellcheck disable=SC2154 # bats sets stderr and stderr_lines
load support

record='{"itk":"hologram/9","n":1}'

@test "an empty pipe is a cut stream: exit 3, and an end is written all the same" {
  run -3 --separate-stderr itk-correlate < /dev/null
  [[ "$stderr" == *"input is empty"* ]]
  [[ "${lines[-1]}" == *'"stage":"itk-correlate"'*'"exit":3'* ]]
}

@test "a stage that is run again on its own output says the same" {
  echo "$record" | itk-correlate --partial > "$BATS_TEST_TMPDIR/once"
  itk-correlate "$BATS_TEST_TMPDIR/once" > "$BATS_TEST_TMPDIR/again"
  diff <(grep -v '"itk":"end/' "$BATS_TEST_TMPDIR/once") <(grep -v '"itk":"end/' "$BATS_TEST_TMPDIR/again")
}

@test "a wrong option is one line with the nearest one, exit 2" {
  run -2 --separate-stderr itk-correlate --keep-event
  [ "${#stderr_lines[@]}" -eq 1 ]
  [[ "$stderr" == *'did you mean "--keep-events"'* ]]
}

@test "help goes to stdout and names the exit codes" {
  run -0 --separate-stderr itk-correlate --help
  [[ "$output" == *"Exit codes"* ]]
  [ -z "$stderr" ]
}

@test "a full disk is an error" {
  [ -w /dev/full ] || skip "no /dev/full"
  run -2 bash -c "echo '$record' | itk-correlate --partial > /dev/full"
  [[ "$output" == *"No space left"* ]]
}

@test "a file appears whole or not at all" {
  echo "$record" > "$BATS_TEST_TMPDIR/in"
  run -3 itk-correlate "$BATS_TEST_TMPDIR/in" -o "$BATS_TEST_TMPDIR/out"
  grep -q stream_cut "$BATS_TEST_TMPDIR/out"
  printf '{"itk":"span/1",' >> "$BATS_TEST_TMPDIR/in"
  mkfifo "$BATS_TEST_TMPDIR/pipe"
  itk-correlate -o "$BATS_TEST_TMPDIR/killed" < "$BATS_TEST_TMPDIR/pipe" 3>&- &
  stage=$!
  exec 7> "$BATS_TEST_TMPDIR/pipe"
  wait_for catches_interrupts $stage
  kill -KILL $stage
  exec 7>&-
  ends_with 137 $stage
  [ ! -e "$BATS_TEST_TMPDIR/killed" ]
}

@test "downstream stages ignore the first two interrupts while they read a pipe" {
  mkfifo "$BATS_TEST_TMPDIR/pipe"
  itk-correlate < "$BATS_TEST_TMPDIR/pipe" > "$BATS_TEST_TMPDIR/out" 3>&- &
  stage=$!
  exec 7> "$BATS_TEST_TMPDIR/pipe"
  wait_for catches_interrupts $stage
  kill -INT $stage
  kill -INT $stage
  echo "$record" >&7
  exec 7>&-
  ends_with 3 $stage
  grep -q hologram "$BATS_TEST_TMPDIR/out"
}

@test "the third interrupt is the default action" {
  mkfifo "$BATS_TEST_TMPDIR/pipe"
  itk-correlate < "$BATS_TEST_TMPDIR/pipe" 3>&- &
  stage=$!
  exec 7> "$BATS_TEST_TMPDIR/pipe"
  wait_for catches_interrupts $stage
  # Signals of one kind do not queue: each must have been taken before the next one is sent.
  for _ in 1 2 3; do
    kill -INT $stage
    wait_for no_interrupt_pending $stage
  done
  ends_with 130 $stage
  exec 7>&-
}

@test "a reader that goes away ends a stage quietly" {
  run -0 bash -c "yes '$record' | head -200000 | itk-correlate --partial | head -1 > /dev/null; exit \$((PIPESTATUS[2] != 141))"
  [[ "$output" != *"error"* ]]
}

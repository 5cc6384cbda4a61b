#!/usr/bin/env bats
# The whole pipeline from fixtures: verdicts, exit codes, artifacts, replay.

# shellcheck disable=SC2154 # bats sets stderr
load support

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  cp -r "$SAMPLES" cases
  itk=$ROOT/ci/itk
}

status_of() {
  jq -r "select(.itk == \"verdict/1\" and .case == \"$1\") | .status" run.out/run.jsonl
}

@test "a suite: each status, exit 1, and everything that the README promises" {
  run -1 "$itk" suite --cases-dir cases --out run.out --mode dev-fixtures
  [ "$(status_of passes)" = passed ]
  [ "$(status_of warns)" = warning ]
  [ "$(status_of fails)" = failed ]
  [ "$(status_of skipped)" = skipped ]
  for file in index.html report.md run.jsonl junit.xml evidence.jsonl.gz \
    passes/{index.html,trace-viewer.html,timeline.html,sequence.mmd,report.md,spans.jsonl,run.jsonl,payloads}; do
    [ -e "run.out/$file" ] || { echo "$file is missing"; return 1; }
  done
  [ -z "$(find . -name '*.tmp')" ]
}

@test "every record, page and report of a run from fixtures says so" {
  run -1 "$itk" suite --cases-dir cases --out run.out --mode dev-fixtures
  run -1 grep -vc '"mode":"dev-fixtures"' run.out/run.jsonl
  for page in run.out/index.html run.out/*/*.html run.out/report.md run.out/junit.xml; do
    grep -q dev-fixtures "$page" || { echo "$page does not"; return 1; }
  done
}

@test "itk run: 0 for a pass, 0 for a warning, 1 for a failure, 2 where all is skipped" {
  run -0 "$itk" run --case cases/passes.yaml --out run.out --mode dev-fixtures
  run -0 "$itk" run --case cases/warns.yaml --out run.out --mode dev-fixtures
  run -1 "$itk" run --case cases/fails.yaml --out run.out --mode dev-fixtures
  run -2 "$itk" run --case cases/skipped.yaml --out run.out --mode dev-fixtures
}

@test "without --out the folder is artifacts/<run id>" {
  run -0 "$itk" run --case cases/passes.yaml --mode dev-fixtures
  folder=$(ls artifacts)
  [ "$folder" = "$(jq -r 'select(.itk == "run/1") | .run' "artifacts/$folder/run.jsonl")" ]
}

@test "a folder that ITK did not write is refused before anything runs" {
  mkdir run.out && echo mine > run.out/notes.txt
  run -2 "$itk" run --case cases/passes.yaml --out run.out --mode dev-fixtures
  [ "$(ls run.out)" = notes.txt ]
  run -2 "$itk" run --case cases/passes.yaml --out /proc/nowhere --mode dev-fixtures
}

@test "the evidence of a run can be judged and rendered again, with the same outcome" {
  run -1 "$itk" suite --cases-dir cases --out run.out --mode dev-fixtures
  gunzip -c run.out/evidence.jsonl.gz > evidence.jsonl
  itk-correlate evidence.jsonl -o spans.jsonl
  run -1 itk-compare spans.jsonl -o judged.jsonl
  run -1 itk-render judged.jsonl --out again
  diff <(jq -c 'select(.itk == "verdict/1")' run.out/run.jsonl | sort) <(jq -c 'select(.itk == "verdict/1")' again/run.jsonl | sort)
  diff -r -x run.jsonl run.out/passes again/passes  # ends count what was read, which differs
}

@test "two runs differ only in ids and times" {
  for n in 1 2; do
    run -1 "$itk" suite --cases-dir cases --out "run.$n" --mode dev-fixtures
    sed -E 's/[0-9A-HJKMNP-TV-Z]{26}/ULID/g; s/"start":"2026-[^"]*"/"start":T/; s/"time":"[^"]*"/"time":T/g
            s/"(span|parent)":"[0-9a-f]{16}"/"\1":KEY/g; s/"spans":\["[^]]*\]/"spans":KEYS/g
            s/"sha256":"[^"]*"/"sha256":H/' "run.$n/run.jsonl" > "normal.$n"
  done
  diff normal.1 normal.2
}

@test "--print shows the pipeline and runs nothing" {
  run -0 "$itk" run --case cases/passes.yaml --out run.out --print
  [[ "$output" == *itk-invoke*itk-collect*evidence.jsonl.gz*itk-correlate*itk-compare*itk-render* ]]
  [ ! -e run.out ]
}

@test "hostile names stay inside the folder and nothing is lost" {
  run -0 "$itk" run --case cases/hostile/hostile.yaml --out run.out --mode dev-fixtures
  [ -z "$(find . -newer cases -name '*evil*' -not -path './run.out/*' -not -path './cases/*')" ]
  [ "$(wc -l < run.out/spans.jsonl)" -eq 2 ]
  run -1 grep -l "</script><script>throw" run.out/*.html
}

@test "the Python kit's cases and fixtures: right by their own expectations" {
  need_data python-kit
  cp -r "$DATA/python-kit" kit
  run -1 "$itk" suite --cases-dir kit/examples --out run.out --mode dev-fixtures
  [ "$(status_of demo-failure-001)" = failed ]
  [ "$(status_of demo-warning-001)" = warning ]
  [ "$(status_of example-001)" = passed ]
  run -0 "$itk" suite --cases-dir kit/cases --out run.out --mode dev-fixtures
  [ "$(status_of sqs_retry_scenario)" = warning ]
  [ "$(status_of sqs_basic_message)" = passed ]
  [ "$(status_of agent_gatekeeper_basic)" = passed ]
  [ "$(status_of my-first-test)" = skipped ]
  [ "$(status_of live-agent-test)" = skipped ]
}

@test "a killed stage: loud, and no half-written artifact" {
  # Each stage in turn is replaced by one that kills itself where the real one would begin to read.
  mkdir stages
  for victim in collect correlate compare render; do
    rm -rf stages run.out && mkdir stages
    ln -s "$ITK_BIN"/itk-* stages/
    rm "stages/itk-$victim"
    # shellcheck disable=SC2016
    printf '#!/bin/bash\n[[ "$*" == *--check* ]] && exit 0\nkill -KILL $$\n' > "stages/itk-$victim"
    chmod +x "stages/itk-$victim"
    run ! env ITK_BIN="$PWD/stages" "$itk" run --case cases/passes.yaml --out run.out --mode dev-fixtures
    [[ "$output" == *"itk-$victim was killed by signal 9"* ]]
    if [ -e run.out/run.jsonl ]; then
      run -1 grep -q '"status":"passed"' run.out/run.jsonl
    fi
    [ -z "$(find . -name '*.tmp')" ]
  done
}

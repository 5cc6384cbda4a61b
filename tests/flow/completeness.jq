# What a run claims, against what the sandbox knows that it wrote. Prints a line for each thing that is not true.
# $run: the records of the run; $written: the events that were ever written.

def value: sub("^[a-z]+:"; "");
# Ingested so shortly before a case was closed that the last read of its log group may have been before.
def slack_ms: 2000;
def ms: (.[0:19] + "Z" | fromdate) * 1000 + (.[20:23] | tonumber);

($run | map(select(.itk == "event/1" and .source == "cloudwatch"))) as $events
| ($run | map(select(.itk == "collection/1"))) as $collections
| ($run | map(select(.itk == "answer/1")) | map({key: .inv, value: .}) | from_entries) as $answers
| (reduce $events[] as $event ({}; .[$event.id] += 1)) as $times
| (reduce $written[] as $event ({}; .[$event.id] = $event)) as $truth
# Every UUID, to the events whose message has it.
| (reduce $written[] as $event ({};
    reduce ([$event.message | scan("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")] | unique)[] as $id
      (.; .[$id] += [$event]))) as $by_id
| ( $times | to_entries[] | select(.value > 1) | "event \(.key) came \(.value) times" ),
  ( $times | keys[] | select($truth[.] == null) | "event \(.) was never written" ),

  ( $collections[] | . as $case
    | (.until | ms) as $until
    | ([.awaited[]? | select(.what == "report").id | value] + [$answers[.inv].ids[]? | select(startswith("sqs:")) | value])
      as $ids
    | ( # What was found is all that was there.
        [$ids[] | $by_id[.][]?] | unique_by(.id)[]
        | select(.ingestion < $until - slack_ms and $times[.id] == null)
        | "\($case.inv): \(.id) in \(.group) was lost: \(.message[0:100])" ),
      ( # Complete means that each request has its REPORT.
        select(.complete) | .awaited[]? | select(.what == "report") | . as $due
        | select([$by_id[.id | value][]? | select(.group == $due.group and .ingestion <= $until
                 and (.message | test("REPORT|platform.report")))] == [])
        | "\($case.inv): complete without the REPORT of \(.id)" ),
      ( # Missing means that it was not there.
        .missing[]? | select(.what == "report") | . as $due
        | select([$by_id[.id | value][]? | select(.group == $due.group and .ingestion < $until - slack_ms
                 and (.message | test("REPORT|platform.report")))] != [])
        | "\($case.inv): missed the REPORT of \(.id)" ),
      ( select(.complete == ((.missing // []) != [])) | "\(.inv): complete and missing do not agree" ),
      ( select(.complete | not) | select((.reason // "") == "") | "\(.inv): incomplete without a reason" ) )

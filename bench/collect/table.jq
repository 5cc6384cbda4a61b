# The results of bench/collect/run in Markdown: the best round of each client, what ITK is in comparison, and how that
# stands to what it is meant to reach.
def fixed(digits): . * pow(10; digits) | round / pow(10; digits) | tostring;
def thousands: round | tostring | explode | reverse | [range(length) as $i
  | if $i > 0 and $i % 3 == 0 then 44, .[$i] else .[$i] end] | reverse | implode;
def number: if . >= 1000 then thousands else fixed(1) end;
def cells: "| \(map(tostring) | join(" | ")) |";
def mib: .peak_kib / 1024;
# Per second of CPU.
def rate(counted): if . == null then null else counted / .client_cpu_seconds end;
def best(client): map(select(.what == "fetch" and .client == client)) | min_by(.client_cpu_seconds / .events);

def clients: ["ITK's client", "AWS SDK for JavaScript v3", "boto3", "itk-collect --since", "itk-collect --read"];
def fetching:
  . as $all | best("ITK's client") as $itk
  | "| client | pages/s | MB/s | events/s | ITK's client / it | CPU ms per page | peak MiB |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    (clients[] as $client | $all | best($client) | select(. != null)
      | [.client, (rate(.pages) | number), (rate(.bytes) / 1e6 | number), (rate(.events) | thousands),
         (($itk | rate(.pages)) / rate(.pages) | fixed(1)), (.client_cpu_seconds / .pages * 1000 | fixed(2)),
         (mib | fixed(1))] | cells);

def memory:
  "| events in one open window | peak MiB | limit MiB |", "| ---: | ---: | ---: |",
  (map(select(.what == "memory"))[]
    | [(.events | thousands), (mib | fixed(1)), (64 + .events * 80 / 1048576 | fixed(1))] | cells);

# Calls that were answered, of those that the quota allowed in that time, the first second's at once.
def used: .pages / (.quota * .seconds + .quota);

# A target whose measure is null could not be measured: a peer was left out.
def target(name; limit; measured; is_met):
  [name, limit, (measured // "not measured"), if measured == null then "" elif is_met then "✅" else "❌" end] | cells;
def at_least(name; limit; measured; unit):
  target(name; "≥ \(limit | thousands)\(unit)"; measured | if . == null then . else "\(number)\(unit)" end;
    measured >= limit);
def at_most(name; limit; measured; unit):
  target(name; "≤ \(limit | fixed(1))\(unit)"; measured | if . == null then . else "\(number)\(unit)" end;
    measured <= limit);
def ratio(a; b): if a == null or b == null then null else (a | rate(.pages)) / (b | rate(.pages)) end;

def targets:
  best("ITK's client") as $client
  | best("itk-collect --since") as $window
  | best("itk-collect --read") as $read
  | best("AWS SDK for JavaScript v3") as $javascript
  | best("boto3") as $boto3
  | (map(select(.what == "quota")) | first) as $quota
  | (map(select(.what == "memory")) | last) as $memory
  | "| target | limit | measured | |", "| --- | ---: | ---: | --- |",
    at_least("pages against the AWS SDK for JavaScript v3"; 10; ratio($client; $javascript); " ×"),
    at_least("pages against boto3"; 10; ratio($client; $boto3); " ×"),
    at_least("itk-collect --since"; 150000; $window | rate(.events); " events/s"),
    at_least("itk-collect --since"; 200; ($window | rate(.bytes)) / 1e6; " MB/s"),
    at_least("itk-collect --read"; 150000; $read | rate(.events); " events/s"),
    at_most("peak memory at \($memory.events | thousands) events in an open window";
      64 + $memory.events * 80 / 1048576; $memory | mib; " MiB"),
    at_least("calls used of \($quota.quota) allowed per second"; 95; $quota | used * 100; " %"),
    target("events lost or written twice"; "0";
      ($quota | "\(.events - .distinct) / \(.written - .distinct)");
      $quota.events == $quota.distinct and $quota.written == $quota.distinct);

fetching, "", memory, "", targets

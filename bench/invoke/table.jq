# The results of bench/invoke/run in Markdown: the best concurrency of each client, what itk-invoke is in comparison, and
# how that stands to what it is meant to reach.
def rate: .messages / .seconds;
def us_per_request: .client_cpu_seconds / .requests * 1e6;
def mib: .peak_kib / 1024;
def fixed(digits): . * pow(10; digits) | round / pow(10; digits) | tostring;
def thousands: round | tostring | explode | reverse | [range(length) as $i
  | if $i > 0 and $i % 3 == 0 then 44, .[$i] else .[$i] end] | reverse | implode;
def number: if . >= 1000 then thousands else fixed(1) end;
def cells: "| \(map(tostring) | join(" | ")) |";
def times(other): if . == null or other == null then "" else (rate / (other | rate)) | fixed(1) end;

# In the order of the table.
def calls: [["http", "send", "SendMessage"], ["https", "send", "SendMessage, TLS"],
  ["http", "batch", "SendMessageBatch of 10"]];
def best(scheme; mode; client):
  map(select(.scheme == scheme and .mode == mode and .client == client)) | max_by(rate);

def row(call; itk):
  . as $it
  | [ "\(call)\(if .mode == "batch" and .batches == 0 then " (sent one by one)" else "" end)", .client, .concurrency,
      (rate | thousands), (itk | times($it)), (us_per_request | fixed(0)), (mib | fixed(1)),
      (if .handshakes == 0 then "" else "\(.handshakes) / \(.connections)" end),
      "\(.cpu_seconds / .seconds * 100 | round) %" ]
  | cells;

def table:
  . as $all
  | "| call | client | at once | messages/s | client / it | CPU µs per request | peak MiB | TLS handshakes / connections | server busy |",
    "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    (calls[] as [$scheme, $mode, $call]
      | $all | best($scheme; $mode; "ITK's client") as $itk
      | map(select(.scheme == $scheme and .mode == $mode))
      | group_by(.client) | map(max_by(rate)) | sort_by(-rate) | .[]
      | row($call; $itk));

# A target whose measure is null could not be measured: a peer was left out.
def target(name; limit; measured; is_met):
  [name, limit, (measured // "not measured"), if measured == null then "" elif is_met then "✅" else "❌" end] | cells;
def at_least(name; limit; measured; unit):
  target(name; "≥ \(limit | thousands)\(unit)"; measured | if . == null then . else "\(number)\(unit)" end;
    measured >= limit);
def at_most(name; limit; measured; unit):
  target(name; "≤ \(limit)\(unit)"; measured | if . == null then . else "\(number)\(unit)" end; measured <= limit);
def ratio(a; b): if a == null or b == null then null else (a | rate) / (b | rate) end;

# What SDKs do is the client's; memory is that of the whole tool.
def targets:
  best("http"; "send"; "ITK's client") as $client
  | best("http"; "send"; "itk-invoke") as $itk
  | best("https"; "send"; "ITK's client") as $tls
  | best("http"; "batch"; "ITK's client") as $batch
  | best("http"; "send"; "AWS SDK for JavaScript v3") as $javascript
  | best("http"; "send"; "boto3") as $boto3
  | "| target | limit | measured | |", "| --- | ---: | ---: | --- |",
    at_least("signed SendMessage on one thread"; 30000; $client | rate; "/s"),
    at_least("against the AWS SDK for JavaScript v3"; 10; ratio($client; $javascript); " ×"),
    at_least("against boto3"; 15; ratio($client; $boto3); " ×"),
    at_most("CPU per signed TLS request"; 35; $tls | us_per_request; " µs"),
    at_most("TLS handshakes per connection"; 1; $tls | .handshakes / .connections; ""),
    at_least("messages in batches"; 250000; $batch | rate; "/s"),
    at_most("peak memory of itk-invoke at \($itk.messages | thousands) messages"; 24; $itk | mib; " MiB");

table, "", targets

# The results of bench/invoke/run as a table in Markdown: the best concurrency of each client, and what itk-invoke is in
# comparison.
def rate: .messages / .seconds;
def us_per_request: .client_cpu_seconds / .requests * 1e6;
def per_handshake: if .handshakes == 0 then "" else "\(.handshakes) / \(.connections)" end;
def fixed(digits): . * pow(10; digits) | round / pow(10; digits);
def thousands: round | tostring | explode | reverse | [range(length) as $i
  | if $i > 0 and $i % 3 == 0 then 44, .[$i] else .[$i] end] | reverse | implode;

# In the order of the table.
def calls: [["http", "send", "SendMessage"], ["https", "send", "SendMessage, TLS"],
  ["http", "batch", "SendMessageBatch of 10"]];

def row(call; itk):
  [ "\(call)\(if .mode == "batch" and .batches == 0 then " (sent one by one)" else "" end)", .client, .concurrency,
    (rate | thousands), (itk / rate | fixed(1)), (us_per_request | fixed(0)), (.peak_kib / 1024 | fixed(1)),
    per_handshake, "\(.cpu_seconds / .seconds * 100 | round) %" ]
  | "| \(map(tostring) | join(" | ")) |";

. as $all
| "| call | client | at once | messages/s | itk / it | CPU µs per request | peak MiB | TLS handshakes / connections | server busy |",
  "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
  (calls[] as [$scheme, $mode, $call]
    | $all | map(select(.scheme == $scheme and .mode == $mode))
    | (map(select(.client == "itk-invoke") | rate) | max) as $itk
    | group_by(.client) | map(max_by(rate)) | sort_by(-rate) | .[]
    | row($call; $itk))

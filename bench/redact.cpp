// Redaction of log lines: those that hold nothing, which is most of them, and those that do.
#include <benchmark/benchmark.h>

#include <string>
#include <string_view>
#include <vector>

#include "common/json/raw_json.h"
#include "common/redact/redactor.h"

namespace {

constexpr std::string_view k_plain[] = {
    R"({"level":"INFO","location":"handler:42","message":"order accepted","timestamp":"2024-05-17T10:00:00.123Z","service":"orders","cold_start":false,"function_name":"orders-prod-handler","function_memory_size":"512","function_arn":"arn:aws:lambda:eu-west-1:123456789012:function:orders-prod-handler","function_request_id":"8f507cfc-xmpl-4697-b07a-ac58fc914c95","xray_trace_id":"1-5759e988-bd862e3fe1be46a994272793"})",
    "REPORT RequestId: 8f507cfc-1f1b-4697-b07a-ac58fc914c95\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: "
    "512 "
    "MB\tMax Memory Used: 92 MB\tInit Duration: 245.67 ms",
    "START RequestId: 8f507cfc-1f1b-4697-b07a-ac58fc914c95 Version: $LATEST",
    R"({"time":"2024-05-17T10:00:00.123Z","type":"platform.report","record":{"requestId":"8f507cfc-1f1b-4697-b07a-ac58fc914c95","metrics":{"durationMs":12.3,"billedDurationMs":13,"memorySizeMB":512,"maxMemoryUsedMB":92},"status":"success"}})",
    R"({"_aws":{"Timestamp":1715940000123,"CloudWatchMetrics":[{"Namespace":"orders","Dimensions":[["service"]],"Metrics":[{"Name":"Accepted","Unit":"Count"}]}]},"service":"orders","Accepted":1,"inputTokens":1204,"outputTokens":88,"totalTokens":1292})",
    "2024-05-17T10:00:00.123Z\t8f507cfc-1f1b-4697-b07a-ac58fc914c95\tINFO\tgatekeeper took 1234 ms for 3 tools in turn "
    "2",
    R"({"event":{"Records":[{"messageId":"059f36b4-87a3-44ab-83d2-661975830a7d","body":"{\"orderId\":\"ORD-000123\",\"items\":[1,2,3],\"total\":42.5}","attributes":{"ApproximateReceiveCount":"1","SentTimestamp":"1545082649183"},"eventSource":"aws:sqs","awsRegion":"us-east-2"}]}})",
};
constexpr std::string_view k_personal[] = {
    R"({"level":"INFO","message":"order accepted","customer":{"email":"jane.doe@example.com","phone":"+14155552671"},"request_id":"8f507cfc-1f1b-4697-b07a-ac58fc914c95","headers":{"authorization":"Bearer abcdef0123456789"}})",
};

itk::redact::Redactor make_redactor() {
  itk::redact::Options options;
  options.key = "0123456789abcdef0123456789abcdef";
  options.secrets = {"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "correct horse battery staple"};
  return std::move(*itk::redact::make_redactor(options));
}

template <std::size_t size>
void run(benchmark::State& state, const std::string_view (&lines)[size]) {
  itk::redact::Redactor redactor = make_redactor();
  std::string out;
  std::int64_t bytes = 0;
  for (auto _ : state) {
    for (const std::string_view line : lines) {
      benchmark::DoNotOptimize(redactor.text_into(line, out));
      bytes += static_cast<std::int64_t>(line.size());
    }
  }
  state.SetBytesProcessed(bytes);
}

void nothing_to_redact(benchmark::State& state) { run(state, k_plain); }
// The yardstick: what it costs to parse one of these lines.
void parse_with_simdjson(benchmark::State& state) {
  const std::string line(k_plain[0]);
  for (auto _ : state) {
    benchmark::DoNotOptimize(itk::json::is_one_line_json(line));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(line.size()) * state.iterations());
}

void one_customer_in_each_line(benchmark::State& state) { run(state, k_personal); }

}  // namespace

BENCHMARK(parse_with_simdjson);
BENCHMARK(nothing_to_redact);
BENCHMARK(one_customer_in_each_line);
BENCHMARK_MAIN();

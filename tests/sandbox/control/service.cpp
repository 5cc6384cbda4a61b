#include "tests/sandbox/control/service.h"

#include "tests/sandbox/aws/document.h"

namespace itk::sandbox {
namespace {

HttpResponse json(const Json::Value& document) { return {200, "application/json", {}, write_document(document)}; }

// One JSON object a line for every event that was ever written: {"id":...,"group":...,"stream":...,"timestamp":...,
// "ingestion":...,"size":...,"message":...}; of a long message the beginning.
std::string describe_written(const logs::LogStore& logs) {
  constexpr std::size_t k_longest = 4096;
  std::string text;
  for (const auto& [group, event] : logs.written()) {
    Json::Value line;
    line["id"] = logs::event_id(event.position);
    line["group"] = group;
    line["stream"] = event.stream;
    line["timestamp"] = Json::Int64{event.position.timestamp_ms};
    line["ingestion"] = Json::Int64{event.ingestion_ms};
    line["size"] = Json::UInt64{event.message.size()};
    line["message"] = event.message.substr(0, k_longest);
    text += write_document(line) + "\n";
  }
  return text;
}

}  // namespace

HttpResponse ControlService::answer(const RestCall& call) {
  const std::string what = call.path.size() == 2 ? call.path[1] : "";
  if (what == "received" && call.http.method == "GET") {
    const auto nonce = call.query.find("nonce");
    return json(ledger_.describe(nonce == call.query.end() ? "" : nonce->second));
  }
  if (what == "received" && call.http.method == "DELETE") {
    ledger_.clear();
    return {204, "application/json", {}, ""};
  }
  if (what == "faults" && call.http.method == "GET") {
    return json(faults_.describe());
  }
  if (what == "written" && call.http.method == "GET") {
    return {200, "application/x-ndjson", {}, describe_written(logs_)};
  }
  return write_rest_fault(
      {404, "UnknownOperationException",
       "itk-sandbox serves GET and DELETE /_sandbox/received, GET /_sandbox/faults and GET /_sandbox/written", ""});
}

}  // namespace itk::sandbox

#include "tests/sandbox/control/service.h"

#include "tests/sandbox/aws/document.h"

namespace itk::sandbox {
namespace {

HttpResponse json(const Json::Value& document) { return {200, "application/json", {}, write_document(document)}; }

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
  return write_rest_fault({404, "UnknownOperationException",
                           "itk-sandbox serves GET and DELETE /_sandbox/received and GET /_sandbox/faults", ""});
}

}  // namespace itk::sandbox

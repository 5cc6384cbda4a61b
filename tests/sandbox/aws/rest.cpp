#include "tests/sandbox/aws/rest.h"

#include "common/aws/uri.h"
#include "common/base/text.h"
#include "tests/sandbox/aws/document.h"
#include "tests/sandbox/aws/protocol.h"

namespace itk::sandbox {

RestCall read_rest_call(const HttpRequest& request, Timestamp now, std::string_view request_id) {
  const std::string_view target = request.target;
  const std::size_t question = std::min(target.find('?'), target.size());
  RestCall call{{}, {}, request, now, std::string(request_id), {}};
  for (const std::string& segment : split_list(target.substr(0, question), '/')) {
    if (!segment.empty()) {
      call.path.push_back(aws::percent_decode(segment));
    }
  }
  call.query = read_form(target.substr(std::min(question + 1, target.size())));
  return call;
}

Fault to_rest_fault(const Refusal& refusal) {
  switch (refusal.kind) {
    case Refusal::Kind::MissingToken:
      return {403, "MissingAuthenticationTokenException", refusal.message, ""};
    case Refusal::Kind::Incomplete:
      return {403, "IncompleteSignatureException", refusal.message, ""};
    case Refusal::Kind::UnknownKey:
      return {403, "UnrecognizedClientException", refusal.message, ""};
    case Refusal::Kind::Expired:
      return {403, "ExpiredTokenException", refusal.message, ""};
    case Refusal::Kind::Mismatch:
      break;
  }
  return {403, "InvalidSignatureException", refusal.message, ""};
}

HttpResponse RestService::write_fault(const Fault& fault) const { return write_rest_fault(fault); }

HttpResponse write_rest_fault(const Fault& fault) {
  Json::Value body;
  body["message"] = fault.message;
  return {fault.status, "application/json", {{"x-amzn-ErrorType", fault.type}}, write_document(body)};
}

}  // namespace itk::sandbox

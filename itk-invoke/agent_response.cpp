#include "itk-invoke/agent_response.h"

#include "common/base/text.h"
#include "common/json/writer.h"

namespace itk::invoke {
namespace {

void write_list(json::ObjectWriter& response, std::string_view name, const std::vector<aws::AgentPart>& parts) {
  std::string list;
  for (const aws::AgentPart& part : parts) {
    (list += list.empty() ? "[" : ",") += json::make_payload(part.payload).json.text;
  }
  if (!list.empty()) {
    response.raw(name, list + "]");
  }
}

}  // namespace

RawJson response_of(const aws::AgentAnswer& answer, const std::vector<aws::AgentPart>& files) {
  std::string text;
  json::ObjectWriter response(text);
  if (is_utf8(answer.completion)) {
    response.string("completion", answer.completion);
  } else {
    response.string("completion_base64", base64_encode(answer.completion));
  }
  if (!answer.content_type.empty()) {
    response.string("contentType", answer.content_type);
  }
  response.string("sessionId", answer.session_id);
  if (!answer.attributions.empty()) {
    std::string list;
    for (const std::string& attribution : answer.attributions) {
      (list += list.empty() ? "[" : ",") += json::make_payload(attribution).json.text;
    }
    response.raw("attributions", list + "]");
  }
  write_list(response, "returnControl", answer.controls);
  write_list(response, "files", files);
  response.close();
  return {std::move(text)};
}

}  // namespace itk::invoke

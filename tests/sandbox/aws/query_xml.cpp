#include "tests/sandbox/aws/query_xml.h"

#include <fmt/format.h>

namespace itk::sandbox {
namespace {

std::string escape_xml(std::string_view text) {
  std::string escaped;
  for (const char each : text) {
    switch (each) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += each;
    }
  }
  return escaped;
}

std::string write_value(const Json::Value& value, const std::string& indent) {
  if (!value.isObject() && !value.isArray()) {
    return escape_xml(value.asString());
  }
  std::string text = "\n";
  const auto element = [&](const std::string& name, const Json::Value& content) {
    text += fmt::format("{0}  <{1}>{2}</{1}>\n", indent, name, write_value(content, indent + "  "));
  };
  if (value.isArray()) {
    for (const Json::Value& each : value) {
      element("member", each);
    }
  } else {
    for (const std::string& name : value.getMemberNames()) {
      element(name, value[name]);
    }
  }
  return text + indent;
}

}  // namespace

HttpResponse write_query_answer(const Route& route, const Json::Value& answer, std::string_view request_id) {
  return {200,
          "text/xml",
          {},
          fmt::format("<{0}Response xmlns=\"{1}\">\n  <{0}Result>{2}</{0}Result>\n  <ResponseMetadata>\n"
                      "    <RequestId>{3}</RequestId>\n  </ResponseMetadata>\n</{0}Response>\n",
                      route.operation, route.service->xml_namespace, write_value(answer, "  "), request_id)};
}

HttpResponse write_query_fault(const ServiceInfo& service, const Fault& fault, std::string_view request_id) {
  return {fault.status,
          "text/xml",
          {},
          fmt::format("<ErrorResponse xmlns=\"{}\">\n  <Error>\n    <Type>{}</Type>\n    <Code>{}</Code>\n"
                      "    <Message>{}</Message>\n  </Error>\n  <RequestId>{}</RequestId>\n</ErrorResponse>\n",
                      service.xml_namespace, fault.status < 500 ? "Sender" : "Receiver", escape_xml(fault.type),
                      escape_xml(fault.message), request_id)};
}

}  // namespace itk::sandbox

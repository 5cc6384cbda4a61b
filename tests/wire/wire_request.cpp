#include "tests/wire/wire_request.h"

#include <json/json.h>

#include <algorithm>

#include "common/aws/ascii.h"
#include "common/aws/sigv4.h"
#include "common/base/digest.h"
#include "common/base/text.h"

namespace itk::test {
namespace {

// The text up to `end`, which is taken off `text` with it.
std::string_view take_until(std::string_view& text, std::string_view end) {
  const std::size_t at = text.find(end);
  const std::string_view taken = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + end.size());
  return taken;
}

// "Credential", "SignedHeaders" or "Signature" of the Authorization header.
std::string part_of_authorization(const WireRequest& request, const std::string& name) {
  const std::string authorization = request.header("authorization");
  const std::size_t at = authorization.find(name + "=");
  if (at == std::string::npos) {
    return "";
  }
  std::string_view rest = std::string_view(authorization).substr(at + name.size() + 1);
  return std::string(take_until(rest, ","));
}

void set_target(WireRequest& request, std::string_view target) {
  request.path = take_until(target, "?");
  request.query = target;
}

// {'X-Amz-Target': 'AmazonSQS.SendMessage', 'Content-Length': '227'}
void read_python_dict(std::string_view text, WireRequest& request) {
  const auto next_quoted = [&text] {
    take_until(text, "'");
    return std::string(take_until(text, "'"));
  };
  while (text.find('\'') != std::string_view::npos) {
    const std::string name = aws::lower_case(next_quoted());
    request.headers[name] = next_quoted();
  }
}

}  // namespace

std::string WireRequest::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

std::vector<std::string> WireRequest::signed_names() const {
  return split_list(part_of_authorization(*this, "SignedHeaders"), ';');
}

WireRequest parse_wire_request(std::string_view bytes) {
  WireRequest request;
  std::string_view head = take_until(bytes, "\r\n\r\n");
  request.body = bytes;
  std::string_view line = take_until(head, "\r\n");
  request.method = take_until(line, " ");
  set_target(request, take_until(line, " "));
  while (!head.empty()) {
    line = take_until(head, "\r\n");
    const std::string name = aws::lower_case(take_until(line, ":"));
    request.headers[name] = trim(line);
  }
  return request;
}

std::map<std::string, WireRequest> read_reference_requests(std::string_view text) {
  std::map<std::string, WireRequest> requests;
  while (!text.empty()) {
    std::string_view line = take_until(text, "\n");
    std::string name(take_until(line, ": "));
    name += requests.contains(name) ? "#2" : "";
    WireRequest& request = requests[name];
    request.method = take_until(line, " ");
    take_until(line, "://");
    request.headers["host"] = take_until(line, "/");
    set_target(request, "/" + std::string(line));
    read_python_dict(take_until(text, "\n"), request);
    std::string_view body = trim(take_until(text, "\n"));
    take_until(body, "=");
    request.body = body == "None" ? "" : body.starts_with("b'") ? body.substr(2, body.size() - 3) : body;
    std::string_view names = trim(take_until(text, "\n"));
    take_until(names, "=");
    if (names != "UNSIGNED") {
      request.headers["authorization"] = "SignedHeaders=" + std::string(names);
    }
  }
  return requests;
}

std::string comparable_body(const WireRequest& request) {
  if (request.header("content-type").starts_with("application/x-www-form-urlencoded")) {
    std::vector<std::string> parameters = split_list(request.body, '&');
    std::sort(parameters.begin(), parameters.end());
    std::string joined;
    for (const std::string& parameter : parameters) {
      joined += parameter + "&";
    }
    return joined;
  }
  Json::Value value;
  const std::unique_ptr<Json::CharReader> reader(Json::CharReaderBuilder().newCharReader());
  const char* begin = request.body.data();
  if (!reader->parse(begin, begin + request.body.size(), &value, nullptr)) {
    return request.body;
  }
  return Json::writeString(Json::StreamWriterBuilder(), value);  // keys come sorted
}

std::string recomputed_signature(const WireRequest& request, std::string_view secret) {
  const std::string credential = part_of_authorization(request, "Credential");
  std::string_view scope = credential;
  take_until(scope, "/");  // the access key
  aws::SigningScope parts;
  parts.date = take_until(scope, "/");
  parts.region = take_until(scope, "/");
  parts.service = take_until(scope, "/");
  aws::Headers headers;
  for (const std::string& name : request.signed_names()) {
    headers.emplace_back(name, request.header(name));
  }
  if (headers.empty()) {
    return "";
  }
  const std::string target = request.path + (request.query.empty() ? "" : "?" + request.query);
  const std::string canonical = aws::canonical_request(request.method, target, headers, sha256_hex(request.body));
  return aws::signature(secret, parts, aws::string_to_sign(request.header("x-amz-date"), parts, canonical));
}

std::string stated_signature(const WireRequest& request) { return part_of_authorization(request, "Signature"); }

}  // namespace itk::test

// An HTTP request as a case says it, made anew for each execution; and what of a request records may show.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/aws/transport.h"
#include "common/json/raw_json.h"
#include "itk-invoke/identity.h"
#include "itk-invoke/late_text.h"

namespace itk::invoke {

using LateFields = std::vector<std::pair<std::string, LateText>>;

struct HttpTemplate {
  std::string method;
  LateText url;
  LateFields query;  // behind what the URL has
  LateFields headers;
  std::optional<LateText> body;
  bool body_is_json = false;

  std::vector<std::string> fetches() const;
  // Whether all late values are there (LateText::check).
  Status check(const LateValues& values) const;
  // What is sent. The method may not be sent twice unless the case gives it an Idempotency-Key, or HTTP itself says so.
  aws::HttpRequest render(const LateValues& values) const;
  // {"method":...,"url":...,"headers":...,"body":...} without the values of what grants access.
  RawJson shown(const LateValues& values) const;
  // The URL as the case has it, without its query.
  std::string target() const;
};

// "X-Itk-Trace-Id" of ITK_TRACE_ID.
std::string nonce_header(std::string_view attribute);

// The nonce under this name, a W3C traceparent and X-Amzn-Trace-Id, but for what the request has already.
void add_marks(aws::HttpRequest& request, const Identity& identity, const std::string& nonce_header);

// Whether a header or a parameter with this name grants access: Authorization, Cookie, X-Api-Key, access_token.
bool grants_access(std::string_view name);
// The values of such headers and parameters, for who must not show them. Views into `request`.
std::vector<std::string_view> secrets_of(const aws::HttpRequest& request);

// "https://host:443/path", for messages: without the query, which may hold a key.
std::string_view without_query(std::string_view url);

// Scheme, host and port in one form: what may see each other's credentials.
Result<std::string> origin_of(std::string_view url);
// `reference` as seen from `url`: another URL, "//host/path", "/path", "?query" or a path beside this one.
Result<std::string> resolve_reference(std::string_view url, std::string_view reference);

}  // namespace itk::invoke

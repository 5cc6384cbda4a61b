#include "itk-invoke/http_request.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/aws/ascii.h"
#include "common/aws/uri.h"
#include "common/json/writer.h"

namespace itk::invoke {
namespace {

constexpr std::string_view k_hidden = "(hidden)";

// RFC 9110, section 9.2.2.
bool is_idempotent(std::string_view method) {
  static constexpr std::string_view k_methods[] = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"};
  return std::find(std::begin(k_methods), std::end(k_methods), method) != std::end(k_methods);
}

std::string with_query(std::string url, const std::string& more) {
  if (!more.empty()) {
    const bool has_query = url.find('?') != std::string::npos;
    url += (!has_query ? "?" : url.back() == '?' || url.back() == '&' ? "" : "&") + more;
  }
  return url;
}

// The pieces of a query, each with its name.
template <class Take>
void for_each_parameter(std::string_view url, const Take& take) {
  const std::size_t begin = url.find('?');
  std::string_view rest = begin == std::string_view::npos ? std::string_view() : url.substr(begin + 1);
  while (!rest.empty()) {
    const std::string_view piece = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), piece.size() + 1));
    const std::size_t equals = std::min(piece.find('='), piece.size());
    take(piece.substr(0, equals), piece.substr(std::min(piece.size(), equals + 1)));
  }
}

std::string hide_parameters(std::string_view url) {
  std::string shown(without_query(url));
  char separator = '?';
  for_each_parameter(url, [&](std::string_view name, std::string_view value) {
    shown += separator;
    shown += name;
    if (!value.empty()) {
      shown.append("=").append(grants_access(aws::percent_decode(name)) ? k_hidden : value);
    }
    separator = '&';
  });
  return shown;
}

}  // namespace

std::vector<std::string> HttpTemplate::fetches() const {
  std::vector<std::string> names = url.fetches();
  const auto add = [&](const LateText& text) {
    const std::vector<std::string> more = text.fetches();
    names.insert(names.end(), more.begin(), more.end());
  };
  for (const LateFields* fields : {&query, &headers}) {
    for (const auto& [name, text] : *fields) {
      add(text);
    }
  }
  if (body) {
    add(*body);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Status HttpTemplate::check(const LateValues& values) const {
  ITK_TRY(url.check(values));
  for (const LateFields* fields : {&query, &headers}) {
    for (const auto& [name, text] : *fields) {
      ITK_TRY(text.check(values));
    }
  }
  return body ? body->check(values) : Status();
}

aws::HttpRequest HttpTemplate::render(const LateValues& values) const {
  aws::HttpRequest request;
  request.method = method;
  std::string more;
  for (const auto& [name, text] : query) {
    more += (more.empty() ? "" : "&") + aws::percent_encode(name) + "=" + aws::percent_encode(text.render(values));
  }
  request.url = with_query(url.render(values), more);
  for (const auto& [name, text] : headers) {
    request.headers.emplace_back(name, text.render(values));
  }
  if (body) {
    request.body = body->render(values);
    if (!aws::find_header(request.headers, "content-type")) {
      request.headers.emplace_back("Content-Type", body_is_json ? "application/json" : "text/plain; charset=utf-8");
    }
  }
  request.may_resend = is_idempotent(method) || aws::find_header(request.headers, "idempotency-key").has_value();
  return request;
}

RawJson HttpTemplate::shown(const LateValues& values) const {
  std::string more;
  for (const auto& [name, late] : query) {
    more += (more.empty() ? "" : "&") + aws::percent_encode(name) + "=" + late.shown(values);
  }
  std::string text;
  json::ObjectWriter request(text);
  request.string("method", method);
  request.string("url", hide_parameters(with_query(url.shown(values), more)));
  if (!headers.empty()) {
    request.key("headers");
    json::ObjectWriter fields(request.text());
    for (const auto& [name, late] : headers) {
      fields.string(name, grants_access(name) ? std::string(k_hidden) : late.shown(values));
    }
    fields.close();
  }
  if (body) {
    const std::string shown_body = body->shown(values);
    body_is_json ? request.raw("body", shown_body) : request.string("body", shown_body);
  }
  request.close();
  return RawJson{std::move(text)};
}

std::string HttpTemplate::target() const { return std::string(without_query(url.stated())); }

std::string nonce_header(std::string_view attribute) {
  std::string name = attribute.starts_with("X_") || attribute.starts_with("X-") ? "" : "X-";
  bool begins = true;
  for (const char c : attribute) {
    const bool is_word = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    name += !is_word ? '-' : begins ? aws::upper_case(c) : aws::lower_case(c);
    begins = !is_word;
  }
  return name;
}

void add_marks(aws::HttpRequest& request, const Identity& identity, const std::string& nonce_header) {
  const std::pair<std::string, std::string> marks[] = {{nonce_header, identity.nonce},
                                                       {"traceparent", identity.traceparent()},
                                                       {"X-Amzn-Trace-Id", identity.xray_header()}};
  for (const auto& mark : marks) {
    if (!aws::find_header(request.headers, mark.first)) {
      request.headers.push_back(mark);
    }
  }
}

bool grants_access(std::string_view name) {
  static constexpr std::string_view k_parts[] = {"authorization", "cookie", "token",      "secret",   "apikey",
                                                 "password",      "passwd", "credential", "signature"};
  std::string letters;
  for (const char c : name) {
    letters += c == '-' || c == '_' || c == '.' ? "" : std::string(1, aws::lower_case(c));
  }
  return letters == "key" || letters == "sig" || letters == "auth" || letters == "code" ||
         std::any_of(std::begin(k_parts), std::end(k_parts),
                     [&](std::string_view part) { return letters.find(part) != std::string::npos; });
}

std::vector<std::string_view> secrets_of(const aws::HttpRequest& request) {
  std::vector<std::string_view> secrets;
  for (const auto& [name, value] : request.headers) {
    if (grants_access(name)) {
      secrets.push_back(value);
      const std::size_t space = value.rfind(' ');  // "Bearer abc": a server may quote the token alone
      if (space != std::string::npos) {
        secrets.push_back(std::string_view(value).substr(space + 1));
      }
    }
  }
  for_each_parameter(request.url, [&](std::string_view name, std::string_view value) {
    if (grants_access(aws::percent_decode(name))) {
      secrets.push_back(value);
    }
  });
  return secrets;
}

std::string_view without_query(std::string_view url) { return url.substr(0, url.find('?')); }

Result<std::string> origin_of(std::string_view url) {
  ITK_TRY_ASSIGN(const aws::UrlParts parts, aws::split_url(url));
  return fmt::format("{}://{}", parts.scheme, aws::lower_case(parts.authority()));
}

Result<std::string> resolve_reference(std::string_view url, std::string_view reference) {
  reference = reference.substr(0, reference.find('#'));
  ITK_TRY_ASSIGN(const aws::UrlParts parts, aws::split_url(url));
  const std::string root = fmt::format("{}://{}", parts.scheme, parts.authority());
  const std::string_view path = parts.target.empty() ? "/" : without_query(parts.target);
  const bool is_whole = reference.substr(0, reference.find_first_of("/?")).find(':') != std::string_view::npos;
  std::string resolved(reference);
  if (reference.starts_with("//")) {
    resolved = fmt::format("{}:{}", parts.scheme, reference);
  } else if (reference.starts_with('/')) {
    resolved = fmt::format("{}{}", root, reference);
  } else if (reference.empty() || reference.starts_with('?')) {
    resolved = fmt::format("{}{}{}", root, path, reference);
  } else if (!is_whole) {
    resolved = fmt::format("{}{}{}", root, path.substr(0, path.rfind('/') + 1), reference);
  }
  ITK_TRY(aws::split_url(resolved));
  return resolved;
}

}  // namespace itk::invoke

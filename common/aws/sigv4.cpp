#include "common/aws/sigv4.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "common/aws/ascii.h"
#include "common/aws/uri.h"
#include "common/base/text.h"

namespace itk::aws {
namespace {

// Proxies and HTTP libraries add, drop or rewrite these on the way.
constexpr std::array<std::string_view, 13> k_never_signed = {"accept",
                                                             "accept-encoding",
                                                             "connection",
                                                             "expect",
                                                             "keep-alive",
                                                             "proxy-authenticate",
                                                             "proxy-authorization",
                                                             "te",
                                                             "trailer",
                                                             "upgrade",
                                                             "transfer-encoding",
                                                             "user-agent",
                                                             "x-amzn-trace-id"};

// Outer space dropped, inner runs (line folding included) become one space.
void append_folded(std::string& out, std::string_view value) {
  bool was_space = false;
  for (const char c : trim(value)) {
    const bool is_space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!is_space) {
      out += c;
    } else if (!was_space) {
      out += ' ';
    }
    was_space = is_space;
  }
}

// A header that is signed: its name in lower case, its value as it came.
struct SignedHeader {
  std::string name;
  std::string_view value;
};

// By name; those of one name stay in their order.
using SignedHeaders = std::vector<SignedHeader>;

void add(SignedHeaders& headers, std::string_view name, std::string_view value) {
  headers.push_back({lower_case(name), value});
}

void sort(SignedHeaders& headers) {
  std::stable_sort(headers.begin(), headers.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
}

SignedHeaders all_of(const Headers& headers) {
  SignedHeaders all;
  for (const auto& [name, value] : headers) {
    add(all, name, value);
  }
  sort(all);
  return all;
}

std::string join_names(const SignedHeaders& headers) {
  std::string names;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    if (i == 0 || headers[i].name != headers[i - 1].name) {
      names += i == 0 ? "" : ";";
      names += headers[i].name;
    }
  }
  return names;
}

// A line for each name; the values of a repeated one joined in order.
void append_headers(std::string& out, const SignedHeaders& headers) {
  for (std::size_t i = 0; i < headers.size(); ++i) {
    const bool is_next = i > 0 && headers[i].name == headers[i - 1].name;
    out += is_next ? "," : headers[i].name;
    out += is_next ? "" : ":";
    append_folded(out, headers[i].value);
    if (i + 1 == headers.size() || headers[i + 1].name != headers[i].name) {
      out += '\n';
    }
  }
}

std::string normalized_path(std::string_view path) {
  std::vector<std::string_view> kept;
  for (std::string_view rest = path; !rest.empty();) {
    const std::string_view segment = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(segment.size() + 1, rest.size()));
    if (segment == ".." && !kept.empty()) {
      kept.pop_back();
    } else if (!segment.empty() && segment != "." && segment != "..") {
      kept.push_back(segment);
    }
  }
  std::string normalized;
  for (const std::string_view segment : kept) {
    normalized += '/';
    normalized += segment;
  }
  if (normalized.empty() || path.ends_with('/')) {
    normalized += '/';
  }
  return normalized;
}

std::string canonical_path(std::string_view path, PathRule rule) {
  const std::string chosen = rule == PathRule::Normalize ? normalized_path(path) : std::string(path);
  return chosen.empty() ? "/" : percent_encode(chosen, true);
}

std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  while (!query.empty()) {
    const std::string_view part = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(part.size() + 1, query.size()));
    const std::string_view name = part.substr(0, part.find('='));
    const std::string_view value = part.substr(std::min(name.size() + 1, part.size()));
    if (!part.empty()) {
      parameters.emplace_back(percent_encode(percent_decode(name)), percent_encode(percent_decode(value)));
    }
  }
  std::sort(parameters.begin(), parameters.end());
  std::string joined;
  for (const auto& [name, value] : parameters) {
    joined += (joined.empty() ? "" : "&") + name + "=" + value;
  }
  return joined;
}

std::string canonical_text(std::string_view method, std::string_view target, const SignedHeaders& headers,
                           std::string_view names, std::string_view body_sha256_hex, PathRule rule) {
  const std::size_t question = std::min(target.find('?'), target.size());
  const std::string_view query = target.substr(std::min(question + 1, target.size()));
  std::string text;
  text.reserve(1024);
  text.append(method).append("\n").append(canonical_path(target.substr(0, question), rule)).append("\n");
  text.append(canonical_query(query)).append("\n");
  append_headers(text, headers);
  return text.append("\n").append(names).append("\n").append(body_sha256_hex);
}

std::string_view bytes_of(const Sha256Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

bool is_signed(std::string_view name) {
  return std::find(k_never_signed.begin(), k_never_signed.end(), name) == k_never_signed.end();
}

}  // namespace

std::string SigningScope::text() const { return fmt::format("{}/{}/{}/aws4_request", date, region, service); }

std::string canonical_request(std::string_view method, std::string_view target, const Headers& headers,
                              std::string_view body_sha256_hex, PathRule rule) {
  const SignedHeaders all = all_of(headers);
  return canonical_text(method, target, all, join_names(all), body_sha256_hex, rule);
}

std::string signed_header_names(const Headers& headers) { return join_names(all_of(headers)); }

std::string string_to_sign(std::string_view amz_date, const SigningScope& scope, std::string_view canonical_request) {
  return fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", amz_date, scope.text(), sha256_hex(canonical_request));
}

Sha256Digest signing_key(std::string_view secret, const SigningScope& scope) {
  const Sha256Digest date = hmac_sha256("AWS4" + std::string(secret), scope.date);
  const Sha256Digest region = hmac_sha256(bytes_of(date), scope.region);
  const Sha256Digest service = hmac_sha256(bytes_of(region), scope.service);
  return hmac_sha256(bytes_of(service), "aws4_request");
}

std::string signature(const Sha256Digest& signing_key, std::string_view string_to_sign) {
  return to_hex(hmac_sha256(bytes_of(signing_key), string_to_sign));
}

std::string signature(std::string_view secret, const SigningScope& scope, std::string_view string_to_sign) {
  return signature(signing_key(secret, scope), string_to_sign);
}

const Sha256Digest& SigningKeyCache::key(std::string_view secret, const SigningScope& scope) {
  if (scope_ != scope || secret_ != secret) {
    key_ = signing_key(secret, scope);
    scope_ = scope;
    secret_ = secret;
  }
  return key_;
}

Result<Headers> sign_request(const HttpRequest& request, const Credentials& credentials, std::string_view region,
                             std::string_view service, Timestamp time, SigningKeyCache& keys,
                             const SigningOptions& options) {
  ITK_TRY_ASSIGN(const UrlParts url, split_url(request.url));
  const std::string amz_date = format_basic_iso8601(time);
  const SigningScope scope{amz_date.substr(0, 8), std::string(region), std::string(service)};
  const std::string body_hash = sha256_hex(request.body);
  const std::string host = url.authority();

  Headers added;
  added.reserve(4);
  added.emplace_back("X-Amz-Date", amz_date);
  if (options.add_body_hash) {
    added.emplace_back("X-Amz-Content-Sha256", body_hash);
  }
  if (!credentials.session_token.empty()) {
    added.emplace_back("X-Amz-Security-Token", credentials.session_token);
  }
  SignedHeaders headers;
  headers.reserve(request.headers.size() + added.size() + 1);
  for (const auto& [name, value] : request.headers) {
    add(headers, name, value);
    if (!is_signed(headers.back().name)) {
      headers.pop_back();
    }
  }
  if (!find_header(request.headers, "host")) {
    add(headers, "host", host);
  }
  for (const auto& [name, value] : added) {
    if (options.sign_session_token || name != "X-Amz-Security-Token") {
      add(headers, name, value);
    }
  }
  sort(headers);

  const std::string names = join_names(headers);
  const std::string text = string_to_sign(
      amz_date, scope, canonical_text(request.method, url.target, headers, names, body_hash, options.path));
  added.emplace_back("Authorization", fmt::format("AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}",
                                                  credentials.access_key_id, scope.text(), names,
                                                  signature(keys.key(credentials.secret_access_key, scope), text)));
  return added;
}

}  // namespace itk::aws

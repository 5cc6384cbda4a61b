#include "itk-invoke/http_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/aws/ascii.h"
#include "common/aws/uri.h"
#include "common/base/nearest.h"
#include "itk-invoke/late_form.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
namespace {

// RFC 9110, section 5.6.2.
bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

// Why no request can be sent there, or "". What is known only when it is sent counts as a letter.
std::string why_no_url(const LateText& url, bool may_be_path) {
  std::string sample;
  for_each_piece(
      url.stated(), [&](std::string_view literal) { sample += literal; },
      [&](const LateForm&) { sample += sample.empty() ? "https://x" : "x"; });
  if (may_be_path && sample.starts_with('/') && !sample.starts_with("//")) {
    sample = "http://x" + sample;
  }
  const Result<aws::UrlParts> parts = aws::split_url(sample);
  if (parts) {
    return "";
  }
  const std::string& why = parts.error().message;
  return why.substr(why.rfind(": ") + 2);
}

bool read_method(const YamlNode& map, std::string_view path, const YamlNode& payload, const Complain& complain,
                 HttpTemplate& request) {
  const std::optional<std::string> method = scalar_text(map, "method", fmt::format("{}.method", path), complain);
  request.method = method ? aws::upper_case(*method) : payload.is_null() ? "GET" : "POST";
  if (!is_token(request.method)) {
    complain(map.entry("method")->value.at, "bad_method",
             fmt::format("\"{}\" is no HTTP method; write GET, POST, PUT, PATCH, DELETE or another", *method));
    return false;
  }
  return true;
}

bool read_url(const YamlNode& map, std::string_view path, bool may_be_path, const Complain& complain,
              HttpTemplate& request) {
  const std::optional<std::string> text = scalar_text(map, "url", fmt::format("{}.url", path), complain);
  if (!text) {
    return map.find("url") == nullptr || map.find("url")->is_null();
  }
  const YamlNode& url = *map.find("url");
  if (has_unset_variable(url)) {
    return false;
  }
  request.url = LateText::url(*text);
  if (const std::string why = why_no_url(request.url, may_be_path); !why.empty()) {
    complain(url.at, "bad_url",
             fmt::format("\"{}.url\" is no URL like https://api.example.com/orders{}: {}", path,
                         may_be_path ? ", and no path like /jobs/1" : "", why));
    return false;
  }
  return true;
}

}  // namespace

void check_keys(const YamlNode& map, std::string_view path, const std::vector<std::string>& known,
                const Complain& complain) {
  for (const YamlEntry& entry : map.entries) {
    if (std::find(known.begin(), known.end(), entry.key) == known.end()) {
      complain(entry.at, "unknown_key",
               fmt::format("\"{}\" has no \"{}\" (it has {}){}", path, entry.key, fmt::join(known, ", "),
                           did_you_mean(entry.key, known)));
    }
  }
}

bool has_unset_variable(const YamlNode& text) {
  bool found = false;
  for_each_piece(
      text.text, [&](std::string_view literal) { found = found || literal.find("${") != std::string_view::npos; },
      [](const LateForm&) {});
  return found;
}

std::optional<std::string> scalar_text(const YamlNode& map, std::string_view key, std::string_view path,
                                       const Complain& complain) {
  const YamlNode* value = map.find(key);
  if (value == nullptr || value->is_null() || (value->is_scalar() && value->text.empty())) {
    return std::nullopt;
  }
  if (!value->is_scalar()) {
    complain(value->at, "wrong_type", fmt::format("\"{}\" must be text, not {}", path, describe(*value)));
    return std::nullopt;
  }
  return value->text;
}

std::optional<LateFields> read_fields(const YamlNode& map, std::string_view key, std::string_view path,
                                      const Complain& complain) {
  LateFields fields;
  const YamlNode* value = map.find(key);
  if (value == nullptr || value->is_null()) {
    return fields;
  }
  const std::string name = fmt::format("{}.{}", path, key);
  if (!value->is_map()) {
    complain(value->at, "wrong_type",
             fmt::format("\"{}\" must be a mapping of names to texts, not {}", name, describe(*value)));
    return std::nullopt;
  }
  for (const YamlEntry& entry : value->entries) {
    if (!entry.value.is_scalar()) {
      complain(entry.at, "wrong_type",
               fmt::format("\"{}.{}\" must be text, not {}", name, entry.key, describe(entry.value)));
      return std::nullopt;
    }
    fields.emplace_back(entry.key, LateText::plain(entry.value.text));
  }
  return fields;
}

std::optional<HttpTemplate> read_http_request(const YamlNode& map, std::string_view path, const YamlNode& payload,
                                              bool may_be_path, const Complain& complain) {
  HttpTemplate request;
  bool is_good = read_method(map, path, payload, complain, request);
  is_good = read_url(map, path, may_be_path, complain, request) && is_good;
  std::optional<LateFields> headers = read_fields(map, "headers", path, complain);
  std::optional<LateFields> query = read_fields(map, "query", path, complain);
  if (!is_good || !headers || !query) {
    return std::nullopt;
  }
  for (const auto& [name, value] : *headers) {
    if (!is_token(name)) {
      complain(map.entry("headers")->at, "bad_header", fmt::format("\"{}\" is no name of an HTTP header", name));
      return std::nullopt;
    }
  }
  request.headers = std::move(*headers);
  request.query = std::move(*query);
  if (!payload.is_null()) {
    const bool is_text = payload.is_scalar() && scalar_type(payload) == ScalarType::Text;
    std::vector<YamlProblem> said_before;  // when the case was read
    request.body_is_json = !is_text;
    request.body = is_text ? LateText::plain(payload.text) : LateText::json(to_json(payload, said_before));
  }
  return request;
}

}  // namespace itk::invoke

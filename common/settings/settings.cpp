#include "common/settings/settings.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "common/base/atomic_file.h"
#include "common/base/text.h"
#include "common/json/parser.h"
#include "common/settings/dotenv.h"
#include "common/settings/find_upwards.h"

namespace itk::settings {
namespace {

bool is_word_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

bool has_word_starting_with(std::string_view value, std::string_view word) {
  for (std::size_t at = value.find(word); at != std::string_view::npos; at = value.find(word, at + 1)) {
    if (at == 0 || !is_word_character(value[at - 1])) {
      return true;
    }
  }
  return false;
}

// A list counts as unfilled only if all of it is: get_list() drops the parts.
bool is_absent(const std::string& value) {
  const std::vector<std::string> parts = split_list(value);
  return std::all_of(parts.begin(), parts.end(), [](const std::string& part) { return is_unfilled(part); });
}

// Other variables of the process are not ours to judge: a commit message may well begin with "FIXME".
bool is_ours(std::string_view name) { return name.starts_with("ITK_") || name.starts_with("AWS_"); }

// targets.json says sqs_queue_url for ITK_SQS_QUEUE_URL, and so on for every key.
std::string variable_of_target(std::string_view key) {
  std::string name = "ITK_";
  for (const char c : key) {
    name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return name;
}

Result<std::string> text_of_target(json::Parser& parser, const json::Value& value) {
  if (value.kind == json::Kind::String) {
    return std::string(value.text);
  }
  if (value.kind != json::Kind::Array) {
    return std::string(value.raw);
  }
  ITK_TRY_ASSIGN(const std::vector<json::Member>* elements, parser.array(value.raw, 1));
  std::string list;
  for (const json::Member& element : *elements) {
    list += list.empty() ? "" : ",";
    list += element.value.kind == json::Kind::String ? element.value.text : element.value.raw;
  }
  return list;
}

}  // namespace

bool is_unfilled(std::string_view value) {
  return has_word_starting_with(value, "REPLACE_ME") || has_word_starting_with(value, "FIXME") ||
         has_word_starting_with(value, "YOUR_");
}

Status Settings::read_dotenv(const std::string& path, Source& source) {
  ITK_TRY_ASSIGN(const std::string text, read_file(path));
  Dotenv dotenv = parse_dotenv(text);
  for (const Dotenv::Unread& line : dotenv.unread) {
    warnings_.push_back(fmt::format("{}:{}: {}; the line is ignored", path, line.line, line.why));
  }
  for (DotenvEntry& entry : dotenv.entries) {
    if (is_absent(entry.value)) {
      continue;
    }
    source[entry.name] = {std::move(entry.value), fmt::format("{}:{}", path, entry.line)};
  }
  return {};
}

Status Settings::read_targets(const std::string& path, Source& source) {
  ITK_TRY_ASSIGN(const std::string text, read_file(path));
  const json::PaddedText padded(text);
  json::Parser parser;
  const auto refuse = [&](const Error& error) {
    return tl::make_unexpected(usage_error(
        "bad_targets", fmt::format("{}: {}; it must be one JSON object, like {{\"sqs_queue_url\":\"https://...\"}}",
                                   path, error.message)));
  };
  const auto members = parser.object(padded.view());
  if (!members) {
    return refuse(members.error());
  }
  for (const json::Member& member : **members) {
    if (member.value.is_null()) {
      continue;
    }
    Result<std::string> value = text_of_target(parser, member.value);
    if (!value) {
      return refuse(value.error());
    }
    if (!is_absent(*value)) {
      source[variable_of_target(member.key)] = {std::move(*value), path};
    }
  }
  return {};
}

// Sources come in the order of their precedence: what is there already stays.
void Settings::add(Source source) {
  if (const auto region = source.find("ITK_AWS_REGION"); region != source.end()) {
    source["AWS_REGION"] = region->second;
  }
  for (auto& [name, entry] : source) {
    if (origins_.emplace(name, std::move(entry.origin)).second) {
      merged_.set(name, std::move(entry.value));
    }
  }
}

Result<Settings> Settings::load(const Sources& sources) {
  Settings settings;
  const std::string home = sources.environment.get("HOME").value_or("");
  Source environment, targets, dotenv;
  for (const auto& [name, value] : sources.environment.values()) {
    if (!value.empty() && !(is_ours(name) && is_absent(value))) {
      environment[name] = {value, "environment"};
    }
  }
  const std::optional<std::string> env_file =
      sources.env_file.empty() ? find_upwards(sources.folder, ".env", home) : std::optional(sources.env_file);
  if (env_file) {
    ITK_TRY(settings.read_dotenv(*env_file, dotenv));
  }
  if (const auto path = targets_file(sources, env_file.value_or(""), environment, dotenv)) {
    ITK_TRY(settings.read_targets(*path, targets));
  }
  settings.add(std::move(environment));
  settings.add(std::move(targets));
  settings.add(std::move(dotenv));
  return settings;
}

// The file that ITK_RESOLVER_OUTPUT names (in `.env`: beside that file) or `.itk/targets.json`, where it exists.
std::optional<std::string> Settings::targets_file(const Sources& sources, const std::string& env_file,
                                                  const Source& environment, const Source& dotenv) {
  namespace fs = std::filesystem;
  constexpr std::string_view k_variable = "ITK_RESOLVER_OUTPUT";
  std::string path;
  if (const auto named = environment.find(k_variable); named != environment.end()) {
    path = (fs::path(sources.folder) / named->second.value).lexically_normal().string();
  } else if (const auto beside = dotenv.find(k_variable); beside != dotenv.end()) {
    path = (fs::path(env_file).parent_path() / beside->second.value).lexically_normal().string();
  } else {
    return find_upwards(sources.folder, ".itk/targets.json", sources.environment.get("HOME").value_or(""));
  }
  std::error_code ignored;
  return fs::exists(path, ignored) ? std::optional(path) : std::nullopt;
}

std::vector<std::string> Settings::get_list(std::string_view name) const {
  std::vector<std::string> parts = split_list(get(name).value_or(""));
  std::erase_if(parts, [](const std::string& part) { return is_unfilled(part); });
  return parts;
}

Result<std::optional<std::int64_t>> Settings::get_integer(std::string_view name) const {
  const std::optional<std::string> text = get(name);
  if (!text) {
    return std::optional<std::int64_t>();
  }
  std::int64_t number = 0;
  const char* end = text->data() + text->size();
  const auto [stopped, error] = std::from_chars(text->data(), end, number);
  if (error != std::errc() || stopped != end || number < 0) {
    return tl::make_unexpected(usage_error(
        "bad_setting", fmt::format("{} ({}) must be a whole number from 0, not \"{}\"", name, origin(name), *text)));
  }
  return std::optional(number);
}

std::string Settings::origin(std::string_view name) const {
  const auto found = origins_.find(name);
  return found == origins_.end() ? "" : found->second;
}

}  // namespace itk::settings

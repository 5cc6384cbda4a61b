#include "itk-invoke/sentinels.h"

#include <fmt/core.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace itk::invoke {
namespace {

constexpr std::string_view k_path = "collect.until";
constexpr std::string_view k_forms =
    "report, final_answer, {log: PATTERN}, {span: KIND}, {operation: NAME} or {empty_queue: QUEUE}";
constexpr std::array<std::string_view, 6> k_span_kinds = {"any",      "server",   "client",
                                                          "producer", "consumer", "internal"};

std::string quoted(std::string_view text) { return fmt::format("\"{}\"", text); }

// Reads the mappings; the words stand for themselves.
class SentinelReader {
 public:
  explicit SentinelReader(CaseReader& reader) : reader_(reader) {}

  std::optional<model::Sentinel> read(const YamlNode& node);

 private:
  std::optional<model::Sentinel> read_word(const YamlNode& node);
  std::optional<model::Sentinel> read_log(const YamlNode& node);
  std::optional<model::Sentinel> read_span(const YamlNode& node);
  std::optional<model::Sentinel> read_queue(const YamlNode& node);
  bool has_only(const YamlNode& node, const std::vector<std::string>& keys);
  std::nullopt_t wrong(Place at, std::string message);

  CaseReader& reader_;
};

std::nullopt_t SentinelReader::wrong(Place at, std::string message) {
  reader_.error(at, "bad_sentinel", std::move(message));
  return std::nullopt;
}

bool SentinelReader::has_only(const YamlNode& node, const std::vector<std::string>& keys) {
  for (const YamlEntry& entry : node.entries) {
    if (std::find(keys.begin(), keys.end(), entry.key) == keys.end()) {
      wrong(entry.at, fmt::format("\"{}\" means nothing beside \"{}\" in {}", entry.key, keys.front(), k_path));
      return false;
    }
  }
  return true;
}

std::optional<model::Sentinel> SentinelReader::read_word(const YamlNode& node) {
  model::Sentinel sentinel;
  if (node.text == "report") {
    sentinel.what = "report";
  } else if (node.text == "final_answer") {
    sentinel.what = "answer";
  } else {
    return wrong(node.at, fmt::format("{} is nothing that evidence can end with; {} takes {}", quoted(node.text),
                                      k_path, k_forms));
  }
  return sentinel;
}

std::optional<model::Sentinel> SentinelReader::read_log(const YamlNode& node) {
  const std::optional<std::string> pattern = reader_.text(node, "log", "collect.until.log");
  if (!has_only(node, {"log", "group"}) || !pattern) {
    return std::nullopt;
  }
  RE2::Options options;
  options.set_log_errors(false);
  if (const RE2 compiled(*pattern, options); !compiled.ok() || pattern->empty()) {
    return wrong(node.find("log")->at,
                 pattern->empty() ? "a pattern that is empty is in every line; say what the last one holds"
                                  : fmt::format("{} is no regular expression: {}", quoted(*pattern), compiled.error()));
  }
  model::Sentinel sentinel;
  sentinel.what = "log";
  sentinel.pattern = *pattern;
  sentinel.group = reader_.text(node, "group", "collect.until.group").value_or("");
  return sentinel;
}

std::optional<model::Sentinel> SentinelReader::read_span(const YamlNode& node) {
  if (!has_only(node, {"span", "operation", "component"})) {
    return std::nullopt;
  }
  model::Sentinel sentinel;
  sentinel.what = "span";
  sentinel.kind = reader_.text(node, "span", "collect.until.span").value_or("any");
  sentinel.operation = reader_.text(node, "operation", "collect.until.operation").value_or("");
  sentinel.component = reader_.text(node, "component", "collect.until.component").value_or("");
  if (std::find(k_span_kinds.begin(), k_span_kinds.end(), sentinel.kind) == k_span_kinds.end()) {
    return wrong(node.find("span")->at, fmt::format("{} is no kind of span: server, client, producer, consumer, "
                                                    "internal or any",
                                                    quoted(sentinel.kind)));
  }
  if (sentinel.kind == "any") {
    sentinel.kind.clear();
    if (sentinel.operation.empty() && sentinel.component.empty()) {
      return wrong(node.at, "any span would do; name its kind, its operation or its component");
    }
  }
  return sentinel;
}

std::optional<model::Sentinel> SentinelReader::read_queue(const YamlNode& node) {
  const std::optional<std::string> queue = reader_.text(node, "empty_queue", "collect.until.empty_queue");
  if (!has_only(node, {"empty_queue"}) || !queue) {
    return std::nullopt;
  }
  if (queue->empty()) {
    return wrong(node.find("empty_queue")->at, "\"empty_queue\" names no queue; give its URL, ARN or name");
  }
  model::Sentinel sentinel;
  sentinel.what = "queue";
  sentinel.queue = *queue;
  return sentinel;
}

std::optional<model::Sentinel> SentinelReader::read(const YamlNode& node) {
  if (node.is_scalar()) {
    return read_word(node);
  }
  if (node.find("log") != nullptr) {
    return read_log(node);
  }
  if (node.find("empty_queue") != nullptr) {
    return read_queue(node);
  }
  if (node.find("span") != nullptr || node.find("operation") != nullptr) {
    return read_span(node);
  }
  return wrong(node.at, fmt::format("{} takes {}, not {}", k_path, k_forms, describe(node)));
}

}  // namespace

std::vector<model::Sentinel> read_sentinels(const YamlNode& until, CaseReader& reader) {
  std::vector<model::Sentinel> sentinels;
  const std::vector<YamlNode> one = until.is_null() ? std::vector<YamlNode>() : std::vector<YamlNode>{until};
  for (const YamlNode& node : until.is_sequence() ? until.items : one) {
    std::optional<model::Sentinel> sentinel = SentinelReader(reader).read(node);
    if (sentinel && std::find(sentinels.begin(), sentinels.end(), *sentinel) == sentinels.end()) {
      sentinels.push_back(std::move(*sentinel));
    }
  }
  return sentinels;
}

}  // namespace itk::invoke

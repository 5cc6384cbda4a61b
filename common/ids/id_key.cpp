#include "common/ids/id_key.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace itk::ids {
namespace {

struct KeyName {
  std::string_view name;  // lower case, without separators
  KeyRule rule;
};

constexpr std::array k_keys = {
    KeyName{"awsrequestid", KeyRule::Lambda},
    KeyName{"awstraceheader", KeyRule::TraceHeader},
    KeyName{"bedrocksessionid", KeyRule::Session},
    KeyName{"correlationid", KeyRule::Correlation},
    KeyName{"faasexecution", KeyRule::Lambda},
    KeyName{"faasinvocationid", KeyRule::Lambda},
    KeyName{"functionrequestid", KeyRule::Lambda},
    KeyName{"genaiconversationid", KeyRule::Session},
    KeyName{"itktraceid", KeyRule::AnyTrace},
    KeyName{"lambdarequestid", KeyRule::Lambda},
    KeyName{"mcpsessionid", KeyRule::Session},
    KeyName{"messageid", KeyRule::AnyMessage},
    KeyName{"messagingmessageid", KeyRule::AnyMessage},
    KeyName{"otelspanid", KeyRule::Span},
    KeyName{"oteltraceid", KeyRule::Trace},
    KeyName{"reqid", KeyRule::OwnRequest},
    KeyName{"requestid", KeyRule::OwnRequest},
    KeyName{"runtimesessionid", KeyRule::Session},
    KeyName{"sessionid", KeyRule::Session},
    KeyName{"slackthreadts", KeyRule::Thread},
    KeyName{"spanid", KeyRule::Span},
    KeyName{"sqsmessageid", KeyRule::Sqs},
    KeyName{"threadid", KeyRule::Thread},
    KeyName{"threadts", KeyRule::Thread},
    KeyName{"traceid", KeyRule::AnyTrace},
    KeyName{"traceparent", KeyRule::TraceHeader},
    KeyName{"ts", KeyRule::SlackTime},
    KeyName{"xamzbedrockagentsessionid", KeyRule::Session},
    KeyName{"xamznbedrockagentcoreruntimesessionid", KeyRule::Session},
    KeyName{"xamzntraceid", KeyRule::TraceHeader},
    KeyName{"xcorrelationid", KeyRule::Correlation},
    KeyName{"xraytraceid", KeyRule::Trace},
};
static_assert(std::is_sorted(k_keys.begin(), k_keys.end(),
                             [](const KeyName& a, const KeyName& b) { return a.name < b.name; }));

constexpr std::size_t k_longest_key = 64;

// The names by their size, which few share.
constexpr std::size_t k_longest_name = std::max_element(k_keys.begin(), k_keys.end(), [](const auto& a, const auto& b) {
                                         return a.name.size() < b.name.size();
                                       }) -> name.size();
constexpr std::size_t k_most_of_a_size = 6;
struct SameSize {
  std::array<std::uint8_t, k_most_of_a_size> keys{};
  std::uint8_t count = 0;
};
constexpr auto k_by_size = [] {
  std::array<SameSize, k_longest_name + 1> by_size{};
  for (std::size_t i = 0; i < k_keys.size(); ++i) {
    SameSize& same = by_size[k_keys[i].name.size()];
    same.keys.at(same.count++) = static_cast<std::uint8_t>(i);
  }
  return by_size;
}();

// Lower case; NUL for what makes no difference.
constexpr auto k_folded = [] {
  std::array<char, 256> folded{};
  for (std::size_t c = 0; c < folded.size(); ++c) {
    folded[c] = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  folded['_'] = folded['-'] = folded['.'] = '\0';
  return folded;
}();

// What names end in, and keys that end in what makes no difference: most keys of a log are none of these.
constexpr auto k_may_end = [] {
  std::array<bool, 256> may_end{};
  for (const KeyName& key : k_keys) {
    may_end[static_cast<unsigned char>(key.name.back())] = true;
    may_end[static_cast<unsigned char>(key.name.back() - 'a' + 'A')] = true;
  }
  may_end['_'] = may_end['-'] = may_end['.'] = true;
  return may_end;
}();

constexpr std::array<std::string_view, 11> k_wrappers = {
    "attributes", "body", "context", "data", "detail", "event", "log", "message", "payload", "record", "span"};

}  // namespace

std::optional<KeyRule> rule_of_key(std::string_view key) {
  if (key.size() < 2 || key.size() > k_longest_key || !k_may_end[static_cast<unsigned char>(key.back())]) {
    return std::nullopt;
  }
  if (key == "aws.request_id") {
    return KeyRule::Request;  // OpenTelemetry's name for the id of an SDK call, unlike Lambda's
                              // aws_request_id
  }
  char name[k_longest_key];
  std::size_t size = 0;
  for (const char c : key) {
    name[size] = k_folded[static_cast<unsigned char>(c)];
    size += name[size] != '\0' || c == '\0' ? 1 : 0;
  }
  const std::string_view wanted(name, size);
  if (size <= k_longest_name) {
    const SameSize& same = k_by_size[size];
    for (std::size_t i = 0; i < same.count; ++i) {
      if (k_keys[same.keys[i]].name == wanted) {
        return k_keys[same.keys[i]].rule;
      }
    }
  }
  // "bedrock_request_id", "x-amzn-s3-request-id": whose call it was is anybody's name for it.
  return wanted.ends_with("requestid") ? std::optional(KeyRule::Request) : std::nullopt;
}

bool is_wrapper_key(std::string_view key) {
  return std::find(k_wrappers.begin(), k_wrappers.end(), key) != k_wrappers.end();
}

}  // namespace itk::ids

#include "common/ids/id_key.h"

#include <algorithm>
#include <array>
#include <string>

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

constexpr std::array<std::string_view, 11> k_wrappers = {
    "attributes", "body", "context", "data", "detail", "event", "log", "message", "payload", "record", "span"};

}  // namespace

std::optional<KeyRule> rule_of_key(std::string_view key) {
  if (key.size() < 2 || key.size() > k_longest_key) {
    return std::nullopt;
  }
  if (key == "aws.request_id") {
    return KeyRule::Request;  // OpenTelemetry's name for the id of an SDK call, unlike Lambda's
                              // aws_request_id
  }
  char name[k_longest_key];
  std::size_t size = 0;
  for (const char c : key) {
    if (c != '_' && c != '-' && c != '.') {
      name[size++] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  const std::string_view wanted(name, size);
  const auto* found = std::lower_bound(k_keys.begin(), k_keys.end(), wanted,
                                       [](const KeyName& k, std::string_view text) { return k.name < text; });
  if (found != k_keys.end() && found->name == wanted) {
    return found->rule;
  }
  // "bedrock_request_id", "x-amzn-s3-request-id": whose call it was is anybody's name for it.
  return wanted.ends_with("requestid") ? std::optional(KeyRule::Request) : std::nullopt;
}

bool is_wrapper_key(std::string_view key) {
  return std::find(k_wrappers.begin(), k_wrappers.end(), key) != k_wrappers.end();
}

}  // namespace itk::ids

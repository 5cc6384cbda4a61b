#include "tests/sandbox/sqs/settings.h"

#include <array>
#include <charconv>
#include <set>
#include <string_view>

#include "common/base/result.h"
#include "tests/sandbox/aws/document.h"
#include "tests/sandbox/sqs/faults.h"

namespace itk::sandbox::sqs {
namespace {

struct Range {
  std::string_view name;
  std::int64_t Settings::*member;
  std::int64_t least, most;
};

constexpr std::array k_numbers{
    Range{"DelaySeconds", &Settings::delay_s, 0, 900},
    Range{"MaximumMessageSize", &Settings::max_message_bytes, 1024, 1'048'576},
    Range{"MessageRetentionPeriod", &Settings::retention_s, 60, 1'209'600},
    Range{"ReceiveMessageWaitTimeSeconds", &Settings::wait_s, 0, 20},
    Range{"VisibilityTimeout", &Settings::visibility_s, 0, 43'200},
};

const std::set<std::string, std::less<>> k_without_effect{"Policy",
                                                          "KmsMasterKeyId",
                                                          "KmsDataKeyReusePeriodSeconds",
                                                          "SqsManagedSseEnabled",
                                                          "DeduplicationScope",
                                                          "FifoThroughputLimit",
                                                          "RedriveAllowPolicy"};

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

Outcome<std::optional<Redrive>> parse_redrive(const std::string& text) {
  if (text.empty()) {
    return std::nullopt;  // an empty policy takes the old one away
  }
  const auto policy = parse_document(text);
  if (!policy) {
    return fail(invalid_attribute_value("RedrivePolicy"));
  }
  const Json::Value& arn = (*policy)["deadLetterTargetArn"];
  const Json::Value& most = (*policy)["maxReceiveCount"];
  const auto count = most.isString()  ? parse_integer(most.asString())
                     : most.isInt64() ? std::optional<std::int64_t>(most.asInt64())
                                      : std::nullopt;
  if (!arn.isString() || !count || *count < 1 || *count > 1000) {
    return fail(invalid_value(text, "RedrivePolicy", "deadLetterTargetArn and maxReceiveCount are required."));
  }
  const std::string name = arn.asString();
  return Redrive{name.substr(name.rfind(':') + 1), *count, text};
}

Outcome<bool> parse_flag(std::string_view name, const std::string& text) {
  if (text != "true" && text != "false") {
    return fail(invalid_attribute_value(name));
  }
  return text == "true";
}

Outcome<bool> set_number(Settings& settings, const std::string& name, const std::string& text) {
  for (const Range& range : k_numbers) {
    if (range.name != name) {
      continue;
    }
    const auto value = parse_integer(text);
    if (!value || *value < range.least || *value > range.most) {
      return fail(invalid_attribute_value(name));
    }
    settings.*range.member = *value;
    return true;
  }
  return false;
}

}  // namespace

std::map<std::string, std::string> Settings::describe() const {
  std::map<std::string, std::string> result = others;
  for (const Range& range : k_numbers) {
    result[std::string(range.name)] = std::to_string(this->*range.member);
  }
  if (fifo) {
    result["FifoQueue"] = "true";
    result["ContentBasedDeduplication"] = content_based_deduplication ? "true" : "false";
  }
  if (redrive) {
    result["RedrivePolicy"] = redrive->text;
  }
  return result;
}

Outcome<Settings> with_attributes(Settings settings, const std::map<std::string, std::string>& attributes) {
  for (const auto& [name, text] : attributes) {
    ITK_TRY_ASSIGN(const bool was_number, set_number(settings, name, text));
    if (was_number) {
      continue;
    }
    if (name == "FifoQueue") {
      ITK_TRY_ASSIGN(settings.fifo, parse_flag(name, text));
    } else if (name == "ContentBasedDeduplication") {
      ITK_TRY_ASSIGN(settings.content_based_deduplication, parse_flag(name, text));
    } else if (name == "RedrivePolicy") {
      ITK_TRY_ASSIGN(settings.redrive, parse_redrive(text));
    } else if (k_without_effect.contains(name)) {
      settings.others[name] = text;
    } else {
      return fail(invalid_attribute_name(name));
    }
  }
  return settings;
}

}  // namespace itk::sandbox::sqs

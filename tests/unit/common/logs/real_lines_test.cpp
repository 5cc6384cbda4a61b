// Every file of logs and spans in the shared data parses: nothing crashes, nothing is lost, and the kinds are
// those that a reader of the files expects.
#include <algorithm>
#include <filesystem>
#include <map>

#include "common/base/atomic_file.h"
#include "tests/support/shared_data.h"
#include "tests/unit/common/logs/parse_line.h"

namespace itk::logs {
namespace {

// The messages of a file: the elements of a JSON array, the "message" of exported events, or its lines.
class Messages {
 public:
  std::vector<std::string> of(const std::string& content) {
    messages_.clear();
    add(content, 0);
    if (messages_.empty()) {
      add_lines(content);
    }
    return messages_;
  }

 private:
  void add(const std::string& text, std::size_t level) {
    const json::PaddedText padded(text);
    if (const auto elements = parser_.array(padded.view(), level)) {
      for (const json::Member& element : **elements) {
        add(std::string(element.value.raw), level + 1);
      }
      return;
    }
    const auto members = parser_.object(padded.view(), level);
    if (!members) {
      if (level > 0) {
        messages_.push_back(text);
      }
      return;
    }
    for (const char* name : {"events", "logEvents", "spans"}) {
      const json::Value* list = json::find(**members, name);
      if (list != nullptr && list->kind == json::Kind::Array) {
        return add(std::string(list->raw), level + 1);
      }
    }
    for (const char* name : {"raw_otel_json", "message"}) {
      const json::Value* inner = json::find(**members, name);
      const bool is_export =
          inner != nullptr && (json::find(**members, "ingestionTime") != nullptr ||
                               json::find(**members, "id") != nullptr || std::string(name) == "raw_otel_json");
      if (is_export) {
        messages_.push_back(std::string(inner->kind == json::Kind::String ? inner->text : inner->raw));
        return;
      }
    }
    messages_.push_back(text);
  }

  void add_lines(const std::string& content) {
    std::size_t begin = 0;
    for (std::size_t end; (end = content.find('\n', begin)) != std::string::npos; begin = end + 1) {
      messages_.push_back(content.substr(begin, end + 1 - begin));
    }
    if (begin < content.size()) {
      messages_.push_back(content.substr(begin));
    }
  }

  json::Parser parser_;
  std::vector<std::string> messages_;
};

std::vector<std::string> files_below(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) {
      files.push_back(entry.path().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::map<std::string, int> kinds_in(const std::string& path, const std::string& group) {
  const Result<std::string> content = read_file(path);
  EXPECT_TRUE(content) << path;
  std::map<std::string, int> kinds;
  const std::vector<std::string> messages = Messages().of(*content);
  int events = 0;
  for (const std::string& message : messages) {
    ++kinds[parse_line(message, group).event.kind];
    ++events;
  }
  EXPECT_GE(events, static_cast<int>(messages.size())) << path;
  EXPECT_FALSE(messages.empty() && !content->empty() && content->size() > 3) << path;
  return kinds;
}

TEST(RealLines, LambdaText) {
  ITK_NEED_SHARED_DATA("lambda-plain-logs/serverless-patterns-readme-logs");
  for (const std::string& path : files_below(data)) {
    kinds_in(path, "/aws/lambda/f");
  }
  const auto sqs = kinds_in(data + "/sqs-lambda-cdk-python-1.log", "/aws/lambda/f");
  EXPECT_EQ(sqs,
            (std::map<std::string, int>{{"lambda.start", 1}, {"lambda.end", 1}, {"lambda.report", 1}, {"log", 2}}));
  const auto node = kinds_in(data + "/msk-lambda-iam-node-sam-1.log", "/aws/lambda/f");
  EXPECT_EQ(node.at("lambda.start"), 1);
  EXPECT_EQ(node.at("lambda.report"), 1);
  const auto indented = kinds_in(data + "/sfn-callback-cdk-1.log", "/aws/lambda/f");
  EXPECT_EQ(indented.at("lambda.start"), 1);
  EXPECT_EQ(indented.at("lambda.end"), 1);
}

TEST(RealLines, LambdaJson) {
  ITK_NEED_SHARED_DATA("lambda-json-logs");
  for (const std::string& path : files_below(data)) {
    const std::map<std::string, int> kinds = kinds_in(path, "/aws/lambda/f");
    const bool is_metric = path.find("/metrics/") != std::string::npos && path.find("payload") == std::string::npos;
    for (const auto& [kind, count] : kinds) {
      // One Powertools line says {"operation": "collect_payment"} and nothing about a direction: still a log.
      EXPECT_EQ(kind, is_metric ? "metric" : "log") << path;
    }
  }
}

TEST(RealLines, CloudWatchExports) {
  ITK_NEED_SHARED_DATA("cloudwatch-logs");
  for (const std::string& path : files_below(data)) {
    kinds_in(path, "/aws/lambda/f");
  }
  const auto timeout = kinds_in(data + "/newrelic-log-ingestion/entry_lambda_timeout.json", "/aws/lambda/f");
  EXPECT_EQ(timeout, (std::map<std::string, int>{{"lambda.report", 1}, {"lambda.timeout", 1}}));
  const auto snapshot = kinds_in(
      data + "/datadog-logs-monitoring/tools/integration_tests/snapshots/cloudwatch_log_timeout.json", "/aws/lambda/f");
  EXPECT_EQ(snapshot, (std::map<std::string, int>{
                          {"lambda.start", 1}, {"lambda.end", 1}, {"lambda.report", 1}, {"lambda.timeout", 1}}));
}

TEST(RealLines, Spans) {
  ITK_NEED_SHARED_DATA("aws-spans-genai");
  for (const std::string& path : files_below(data)) {
    const std::map<std::string, int> kinds = kinds_in(path, "aws/spans");
    const bool is_logs = path.find("runtime_logs") != std::string::npos;
    ASSERT_EQ(kinds.size(), 1u) << path;
    EXPECT_EQ(kinds.begin()->first, is_logs ? "log" : "span") << path;
  }
}

TEST(RealLines, FixturesOfThePythonKit) {
  ITK_NEED_SHARED_DATA("python-kit/fixtures/logs");
  const auto is_log = [](const std::string& path) {
    return path.find("nested") != std::string::npos || path.find("realistic") != std::string::npos ||
           path.find("stringified") != std::string::npos || path.find("support_bot") != std::string::npos;
  };
  for (const std::string& path : files_below(data)) {
    const std::map<std::string, int> kinds = kinds_in(path, "");
    EXPECT_EQ(kinds.contains("span"), !is_log(path)) << path;
    EXPECT_TRUE(is_log(path) || kinds.size() == 1u) << path;
  }
  EXPECT_EQ(kinds_in(data + "/realistic_lambda_001.jsonl", ""), (std::map<std::string, int>{{"start", 2}, {"end", 2}}));
}

}  // namespace
}  // namespace itk::logs

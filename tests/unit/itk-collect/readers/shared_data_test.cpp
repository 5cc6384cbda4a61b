#include <gmock/gmock.h>

#include <filesystem>
#include <set>

#include "common/base/atomic_file.h"
#include "common/base/text.h"
#include "tests/support/shared_data.h"
#include "tests/unit/itk-collect/readers/sample.h"
#include "tests/unit/itk-collect/readers/shared_data_table.h"

namespace itk::collect::readers {
namespace {

namespace fs = std::filesystem;

TEST(SharedData, EveryFileGivesWhatIsInIt) {
  ITK_NEED_SHARED_DATA("SOURCES.md");
  redact::Redactor redactor = make_test_redactor();
  for (const SharedFile& file : k_shared_files) {
    const std::string path = (fs::path(data).parent_path() / file.path).string();
    if (!fs::exists(path)) {
      continue;
    }
    const Result<FileEvidence> evidence = read_evidence_file(path, redactor);
    ASSERT_TRUE(evidence) << path << ": " << evidence.error().message;
    EXPECT_EQ(in_words(evidence->formats), file.formats) << file.path;
    EXPECT_EQ(kinds_of(*evidence), file.kinds) << file.path;
    std::int64_t counted = 0;
    for (const auto& [format, count] : evidence->formats) {
      counted += count;
    }
    EXPECT_EQ(counted, static_cast<std::int64_t>(evidence->events.size())) << file.path;
    std::set<std::string> ids;
    for (const FileEvidence::Found& found : evidence->events) {
      // CloudWatch may have sent an event twice: where each stands tells them apart.
      const std::string& id = found.own_id.empty() ? found.event.id : found.own_id;
      EXPECT_TRUE(ids.insert(id).second) << file.path << ": two events have the id " << id;
      EXPECT_FALSE(found.event.payload.empty()) << file.path;
    }
  }
}

TEST(SharedData, EventsSayWhatAPersonReadsThere) {
  ITK_NEED_SHARED_DATA("SOURCES.md");
  redact::Redactor redactor = make_test_redactor();
  for (const SharedEvent& expected : k_shared_events) {
    const std::string path = (fs::path(data).parent_path() / expected.path).string();
    if (!fs::exists(path)) {
      continue;
    }
    const FileEvidence evidence = read_evidence_file(path, redactor).value();
    ASSERT_GT(evidence.events.size(), expected.index) << expected.path;
    const model::Event& event = evidence.events[expected.index].event;
    const std::string where = std::string(expected.path) + " " + std::to_string(expected.index);
    EXPECT_EQ(event.kind, expected.kind) << where;
    EXPECT_EQ(event.component, expected.component) << where;
    EXPECT_EQ(event.operation, expected.operation) << where;
    if (*expected.id != '\0') {
      EXPECT_THAT(event.ids, ::testing::Contains(expected.id)) << where;
    }
  }
}

// How many of the first events are the same in both, but for their ids, which name the file's digest.
std::size_t same_events(const FileEvidence& whole, const FileEvidence& cut) {
  std::size_t same = 0;
  while (same < std::min(whole.events.size(), cut.events.size()) &&
         whole.events[same].event.kind == cut.events[same].event.kind &&
         whole.events[same].event.payload.text == cut.events[same].event.payload.text) {
    ++same;
  }
  return same;
}

TEST(SharedData, NoFileIsForgotten) {
  ITK_NEED_SHARED_DATA("SOURCES.md");
  std::set<std::string> known;
  for (const SharedFile& file : k_shared_files) {
    known.insert(file.path);
  }
  const fs::path root = fs::path(data).parent_path();
  for (const char* folder : {"aws-spans-genai", "bedrock-agent-stream", "bedrock-runtime-stream", "cloudwatch-logs",
                             "event-stream-vectors", "eventstream", "lambda-json-logs", "lambda-plain-logs",
                             "otlp-jaeger-traces", "python-kit/fixtures", "xray-segments"}) {
    if (!fs::exists(root / folder)) {
      continue;
    }
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.is_regular_file()) {
        EXPECT_TRUE(known.contains(fs::relative(entry.path(), root).string())) << entry.path();
      }
    }
  }
}

// Cut anywhere, no file crashes the reader, and what stood whole before the cut is read as it was.
TEST(SharedData, WhatStandsBeforeACutIsThere) {
  ITK_NEED_SHARED_DATA("SOURCES.md");
  redact::Redactor redactor = make_test_redactor();
  constexpr std::size_t k_most_events = 1000;  // of packed files
  for (const SharedFile& file : k_shared_files) {
    const fs::path path = fs::path(data).parent_path() / file.path;
    const Result<std::string> bytes = read_file(path.string());
    if (!bytes || bytes->size() > 200'000) {
      continue;
    }
    const FileEvidence whole = read_evidence(*bytes, file.path, redactor).value();
    const std::size_t cuts = whole.events.size() > k_most_events ? 0 : bytes->size() > 20'000 ? 1 : 3;
    std::size_t before = 0;
    for (std::size_t i = 1; i <= cuts; ++i) {
      const std::string_view part = std::string_view(*bytes).substr(0, bytes->size() * i / (cuts + 1));
      const FileEvidence cut = read_evidence(part, file.path, redactor).value();
      const std::size_t same = same_events(whole, cut);
      EXPECT_GE(same, before) << file.path << " at " << part.size();  // more of it is never less
      EXPECT_TRUE(!cut.events.empty() || whole.events.empty() || trim(part).empty())
          << file.path << " at " << part.size();
      before = same;
    }
    EXPECT_GE(whole.events.size(), before) << file.path;
  }
}

const model::Event* find_span(const FileEvidence& evidence, const std::string& span) {
  for (const FileEvidence::Found& found : evidence.events) {
    if (found.event.span == span) {
      return &found.event;
    }
  }
  return nullptr;
}

TEST(SharedData, ATraceOfXRayKnowsItsFunctionsAndWhoCalledWhom) {
  ITK_NEED_SHARED_DATA("xray-segments/aws-iatk-xray/traceWithLinks01.json");
  redact::Redactor redactor = make_test_redactor();
  const FileEvidence evidence = read_evidence_file(data, redactor).value();
  const model::Event* function = find_span(evidence, "17e84e76450d1777");
  ASSERT_NE(function, nullptr);
  EXPECT_EQ(function->component, "lambda:xray-stuff-ProducerA-LbbjYUkcchrB");
  EXPECT_EQ(function->parent, "0285bf1261be05ff");
  EXPECT_EQ(format_rfc3339(*function->start), "2023-11-08T22:01:59.909589500Z");
  EXPECT_EQ(function->duration_ms, 257.2468);
  EXPECT_THAT(function->ids, ::testing::Contains("trace:654c05575611b044040fc7224c4790b6"));
}

TEST(SharedData, ATraceOfJaegersUiHasItsServices) {
  ITK_NEED_SHARED_DATA("otlp-jaeger-traces/jaeger-ui-fixtures/utils/fixtures/otlp2jaeger-out.json");
  redact::Redactor redactor = make_test_redactor();
  const FileEvidence evidence = read_evidence_file(data, redactor).value();
  const model::Event& event = evidence.events.front().event;
  EXPECT_EQ(event.component, "service:telemetrygen");
  EXPECT_EQ(event.span_kind, "server");  // which the client, its peer, called
  EXPECT_EQ(event.operation, "okey-dokey-0");
  EXPECT_EQ(event.parent, "909541b92cf05311");
  EXPECT_EQ(event.duration_ms, 0.123);
}

TEST(SharedData, ASubscriptionKnowsGroupStreamAndRequest) {
  ITK_NEED_SHARED_DATA(
      "cloudwatch-logs/datadog-logs-monitoring/tools/integration_tests/snapshots/cloudwatch_log_timeout.json");
  redact::Redactor redactor = make_test_redactor();
  const FileEvidence evidence = read_evidence_file(data, redactor).value();
  for (const FileEvidence::Found& found : evidence.events) {
    EXPECT_FALSE(found.event.group.empty());
    EXPECT_FALSE(found.event.stream.empty());
    EXPECT_TRUE(found.event.time);
    EXPECT_THAT(found.event.ids, ::testing::Contains(::testing::StartsWith("lambda:"))) << found.event.text;
  }
}

}  // namespace
}  // namespace itk::collect::readers

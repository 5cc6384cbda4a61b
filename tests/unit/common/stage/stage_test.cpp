#include "common/stage/stage.h"

#include <gtest/gtest.h>

#include "common/base/atomic_file.h"
#include "tests/support/temp_dir.h"

namespace itk {
namespace {

struct Outcome {
  std::vector<std::string> lines;
  ExitCode exit = ExitCode::Ok;
  bool cut = false, filtered = false;
  std::string log;

  model::End end() const {
    json::Parser parser;
    return model::read_record<model::End>(parser, json::PaddedText(lines.back()).view()).value();
  }
};

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
    lines.push_back(text.substr(begin, end - begin));
  }
  return lines;
}

// Runs a stage that passes everything on and writes `own` plans of its own.
Outcome run_stage(const std::string& name, const std::string& input, StageOptions options = {}, int own = 0,
                  std::vector<std::string> writes = {"plan"}) {
  test::TempDir dir;
  EXPECT_TRUE(write_file(dir / "in", input));
  LineReader reader({dir / "in"});
  std::string text;
  LineWriter writer = LineWriter::to_string(text);
  Outcome outcome;
  const Logger log(name, LogLevel::Info, Logger::Sink([&](std::string_view line) { outcome.log += line; }));
  Stage stage({name, std::move(writes)}, options, &reader, writer, log);
  const auto work = [&]() -> Status {
    Incoming incoming;
    for (;;) {
      ITK_TRY_ASSIGN(const bool more, stage.next(incoming));
      if (!more) {
        break;
      }
      ITK_TRY(stage.pass(incoming));
    }
    for (int i = 0; i < own; ++i) {
      model::Plan plan;
      plan.case_id = name;
      plan.runs = i;
      ITK_TRY(stage.write(plan));
    }
    return {};
  };
  outcome.exit = stage.finish(work());
  outcome.cut = stage.is_cut();
  outcome.filtered = stage.is_filtered();
  outcome.lines = split_lines(text);
  return outcome;
}

std::string join(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += line + "\n";
  }
  return text;
}

// A whole stream: two records of a later version's type and the end of the stage that wrote them.
std::string whole(int exit = 0) {
  std::string text;
  LineWriter writer = LineWriter::to_string(text);
  const Logger log("itk-first", LogLevel::Error, Logger::Sink([](std::string_view) {}));
  Stage stage({"itk-first", {}}, {}, nullptr, writer, log);
  EXPECT_TRUE(stage.pass_line(R"({"itk":"hologram/9","n":1})"));
  EXPECT_TRUE(stage.pass_line(R"({"itk":"hologram/9","n":2})"));
  stage.mark(static_cast<ExitCode>(exit));
  stage.finish({});
  return text;
}

TEST(Stage, PassesUnknownRecordsAndWritesEndsLast) {
  const Outcome outcome = run_stage("itk-second", whole(), {}, 1);
  ASSERT_EQ(outcome.lines.size(), 5u);
  EXPECT_EQ(outcome.lines[0], R"({"itk":"hologram/9","n":1})");
  EXPECT_EQ(outcome.lines[2], R"({"itk":"plan/1","case":"itk-second","runs":0})");
  EXPECT_NE(outcome.lines[3].find("itk-first"), std::string::npos);
  const model::End end = outcome.end();
  EXPECT_EQ(end.stage, "itk-second");
  EXPECT_EQ(end.read, 3);
  EXPECT_EQ(end.written, 4);
  EXPECT_EQ(end.sha256, sha256_hex(join({outcome.lines.begin(), outcome.lines.end() - 1})));
  EXPECT_FALSE(outcome.cut);
  EXPECT_FALSE(outcome.filtered);
  EXPECT_EQ(outcome.exit, ExitCode::Ok);
}

TEST(Stage, ReturnsTheWorstExitCodeOfAllStages) {
  EXPECT_EQ(run_stage("itk-second", whole(6)).exit, ExitCode::Incomplete);
  const Outcome outcome = run_stage("itk-second", whole(4));
  EXPECT_EQ(outcome.exit, ExitCode::Unreachable);
  EXPECT_EQ(outcome.end().exit, 4);
  EXPECT_EQ(run_stage("itk-third", join(outcome.lines)).exit, ExitCode::Unreachable);
}

TEST(Stage, AStreamWithoutEndIsCut) {
  const std::string input = R"({"itk":"hologram/9","n":1})"
                            "\n";
  const Outcome outcome = run_stage("itk-second", input);
  EXPECT_TRUE(outcome.cut);
  EXPECT_EQ(outcome.exit, ExitCode::Contract);
  EXPECT_EQ(outcome.end().exit, 3);
  EXPECT_TRUE(outcome.end().cut);
  EXPECT_NE(join(outcome.lines).find("stream_cut"), std::string::npos);
  const Outcome partial = run_stage("itk-second", input, {.partial = true});
  EXPECT_TRUE(partial.cut);
  EXPECT_EQ(partial.exit, ExitCode::Ok);
  EXPECT_TRUE(run_stage("itk-third", join(partial.lines)).cut);  // and later stages still know
}

TEST(Stage, AnEmptyInputIsCutToo) {
  const Outcome outcome = run_stage("itk-second", "");
  EXPECT_EQ(outcome.exit, ExitCode::Contract);
  EXPECT_NE(outcome.log.find("empty"), std::string::npos);
}

TEST(Stage, EveryTruncationOfAStreamIsLoud) {
  const std::string input = whole();
  for (std::size_t n = 0; n + 1 < input.size(); ++n) {  // the last line break may be missing
    EXPECT_EQ(run_stage("itk-second", input.substr(0, n)).exit, ExitCode::Contract) << n;
  }
}

TEST(Stage, FewerRecordsThanTheEndCountsMeansFiltered) {
  std::vector<std::string> lines = split_lines(whole());
  lines.erase(lines.begin());
  const Outcome outcome = run_stage("itk-second", join(lines));
  EXPECT_TRUE(outcome.filtered);
  EXPECT_EQ(outcome.exit, ExitCode::Ok);
  EXPECT_TRUE(outcome.end().filtered);
  EXPECT_TRUE(run_stage("itk-third", join(outcome.lines)).filtered);
}

TEST(Stage, AnEditedRecordMeansFiltered) {
  std::string input = whole();
  input.replace(input.find("\"n\":1"), 5, "\"n\":7");
  EXPECT_TRUE(run_stage("itk-second", input).filtered);
}

TEST(Stage, ConcatenatedRunsMustEachBeWhole) {
  const Outcome both = run_stage("itk-second", whole() + whole(1));
  EXPECT_FALSE(both.cut);
  EXPECT_FALSE(both.filtered);
  EXPECT_EQ(both.exit, ExitCode::Failed);
  EXPECT_EQ(both.lines.size(), 7u);  // four records, two held ends, our end
  EXPECT_FALSE(run_stage("itk-third", join(both.lines)).filtered);
  EXPECT_TRUE(run_stage("itk-second", whole() + R"({"itk":"hologram/9"})"
                                                "\n")
                  .cut);
  std::vector<std::string> first = split_lines(whole());
  first.erase(first.begin());
  EXPECT_TRUE(run_stage("itk-second", join(first) + whole()).filtered);
}

TEST(Stage, ReplayReplacesWhatTheStageWroteBefore) {
  const Outcome once = run_stage("itk-second", whole(), {}, 2);
  const Outcome later = run_stage("itk-third", join(once.lines), {}, 0, {});
  const Outcome again = run_stage("itk-second", join(later.lines), {}, 2);
  ASSERT_EQ(again.lines.size(), once.lines.size());
  for (std::size_t i = 0; i + 1 < once.lines.size(); ++i) {
    EXPECT_EQ(again.lines[i], once.lines[i]);  // the ends count differently, nothing else differs
  }
  EXPECT_EQ(again.end().sha256, once.end().sha256);
  EXPECT_FALSE(again.filtered);
}

TEST(Stage, ReplayForgetsItsOwnOldErrorsAndExitCode) {
  const Outcome cut = run_stage("itk-second", R"({"itk":"hologram/9"})"
                                              "\n");
  ASSERT_EQ(cut.exit, ExitCode::Contract);
  const Outcome again = run_stage("itk-second", join(cut.lines));
  EXPECT_EQ(join(again.lines).find("stream_cut"), std::string::npos);
  EXPECT_EQ(again.exit, ExitCode::Ok);
  EXPECT_TRUE(again.cut);  // that nothing in it counts as passed is not forgotten
}

TEST(Stage, AppendKeepsWhatTheStageWroteBefore) {
  const Outcome once = run_stage("itk-second", whole(), {}, 1);
  EXPECT_EQ(run_stage("itk-second", join(once.lines), {.append = true}, 1).lines.size(), once.lines.size() + 2);
}

TEST(Stage, RecordsCarryTheOriginOfTheirRun) {
  const std::string input =
      R"({"itk":"run/1","run":"R","mode":"dev-fixtures","endpoint":"custom","version":"0","start":"2026-11-20T08:00:00.000Z"})"
      "\n";
  const Outcome outcome = run_stage("itk-second", input, {.partial = true}, 1);
  EXPECT_EQ(outcome.lines[1],
            R"({"itk":"plan/1","mode":"dev-fixtures","endpoint":"custom","case":"itk-second","runs":0})");
}

TEST(Stage, ABrokenRecordIsNamedByFileAndLine) {
  const Outcome outcome = run_stage("itk-second", whole().substr(0, 27) + "{\"itk\":\"hologram/9\",}\n");
  EXPECT_EQ(outcome.exit, ExitCode::Contract);
  EXPECT_NE(outcome.log.find("/in:2: not valid JSON"), std::string::npos) << outcome.log;
  EXPECT_EQ(outcome.end().exit, 3);  // an end is written all the same
}

TEST(Stage, ATooNewRecordStopsTheStage) {
  const Outcome outcome = run_stage("itk-second", "{\"itk\":\"span/9\"}\n");
  EXPECT_EQ(outcome.exit, ExitCode::Contract);
  EXPECT_NE(outcome.log.find("upgrade"), std::string::npos);
}

TEST(Stage, UpstreamCodesCanBeForgiven) {
  std::string text;
  LineWriter writer = LineWriter::to_string(text);
  test::TempDir dir;
  ASSERT_TRUE(write_file(dir / "in", whole(6)));
  LineReader reader({dir / "in"});
  const Logger log("itk-second", LogLevel::Error, Logger::Sink([](std::string_view) {}));
  Stage stage({"itk-second", {}}, {}, &reader, writer, log);
  stage.forgive_upstream(ExitCode::Incomplete);
  Incoming incoming;
  while (stage.next(incoming).value()) {
  }
  EXPECT_EQ(stage.finish({}), ExitCode::Ok);
}

TEST(Stage, AnObserverSeesTheEndsAsTheyCame) {
  const std::string input = whole(6);
  test::TempDir dir;
  ASSERT_TRUE(write_file(dir / "in", input));
  LineReader reader({dir / "in"});
  LineWriter writer = LineWriter::to_nowhere();
  const Logger log("itk-second", LogLevel::Error, Logger::Sink([](std::string_view) {}));
  Stage stage({"itk-second", {}}, {}, &reader, writer, log);
  std::vector<std::string> seen;
  stage.on_end([&](const model::End& end, std::string_view line) {
    EXPECT_EQ(end.exit, 6);
    seen.emplace_back(line);
  });
  Incoming incoming;
  while (stage.next(incoming).value()) {
  }
  EXPECT_EQ(seen, std::vector{split_lines(input).back()});
}

}  // namespace
}  // namespace itk

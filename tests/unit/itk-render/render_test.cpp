#include "itk-render/render.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <map>

#include "common/base/atomic_file.h"
#include "tests/support/sample_run.h"
#include "tests/support/temp_dir.h"

namespace itk::render {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

struct Rendered {
  ExitCode exit = ExitCode::Ok;
  std::string log;
  std::map<std::string, std::string> files;  // by path below the folder

  bool has(const std::string& path) const { return files.count(path) > 0; }
  const std::string& at(const std::string& path) const {
    const auto found = files.find(path);
    EXPECT_NE(found, files.end()) << path;
    static const std::string nothing;
    return found == files.end() ? nothing : found->second;
  }
};

std::map<std::string, std::string> files_below(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) {
      files[fs::relative(entry.path(), folder).string()] = read_file(entry.path().string()).value();
    }
  }
  return files;
}

Rendered render_into(const std::string& out, const std::string& stream, StageOptions options = {}) {
  const int fd = memfd_create("stream", 0);
  EXPECT_EQ(write(fd, stream.data(), stream.size()), static_cast<ssize_t>(stream.size()));
  lseek(fd, 0, SEEK_SET);
  LineReader reader(fd, "/data/run.jsonl");
  LineWriter nowhere = LineWriter::to_nowhere();
  Rendered rendered;
  const Logger log("itk-render", LogLevel::Info, Logger::Sink([&](std::string_view line) { rendered.log += line; }));
  Stage stage({"itk-render", {}}, options, &reader, nowhere, log);
  RenderOptions render_options{out};
  render_options.tripwire = std::make_shared<redact::Tripwire>(redact::Tripwire::make(Environment()).value());
  rendered.exit = stage.finish(render(stage, render_options));
  close(fd);
  if (fs::exists(out)) {
    rendered.files = files_below(out);
  }
  return rendered;
}

Rendered render_text(const std::string& stream, StageOptions options = {}) {
  test::TempDir temp;
  return render_into(temp / "out", stream, options);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
    lines.push_back(text.substr(begin, end - begin));
  }
  return lines;
}

std::string without(const std::string& stream, const std::string& tag) {
  std::string text;
  for (const std::string& line : lines_of(stream)) {
    if (line.find("{\"itk\":\"" + tag) != 0) {
      text += line + "\n";
    }
  }
  return text;
}

const std::string k_run =
    R"({"itk":"run/1","run":"R","suite":"s","mode":"live","endpoint":"aws","version":"0","start":"2026-11-20T08:00:00.000Z"})";

std::string invocation(const std::string& inv, const std::string& id, int iteration) {
  return R"({"itk":"invocation/1","inv":")" + inv + R"(","run":"R","case":")" + id + R"(","iteration":)" +
         std::to_string(iteration) + R"(,"entrypoint":"sqs_event"})";
}

std::string check(const std::string& inv, const std::string& id, int iteration, const std::string& outcome) {
  return R"({"itk":"check/1","inv":")" + inv + R"(","case":")" + id + R"(","iteration":)" + std::to_string(iteration) +
         R"(,"name":"has_spans","outcome":")" + outcome + R"("})";
}

TEST(Render, ASuiteHasTheFullSetForEachCase) {
  const Rendered rendered = render_text(test::sample_run());
  for (const std::string folder : {"answer-question/", "throttled-model/", "refund-over-limit/", "lost-log/",
                                   "missing-queue/", "nightly-import/"}) {
    for (const std::string name : {"index.html", "trace-viewer.html", "timeline.html", "report.md", "sequence.mmd",
                                   "spans.jsonl", "run.jsonl"}) {
      EXPECT_TRUE(rendered.has(folder + name)) << folder + name;
    }
  }
  EXPECT_TRUE(rendered.has("index.html")) << "index.html";
  EXPECT_TRUE(rendered.has("report.md")) << "report.md";
  EXPECT_EQ(rendered.at("answer-question/payloads/000a100000000007.request.json"),
            "{\"orderId\":4711,\"price\":1.10}\n");
  EXPECT_EQ(lines_of(rendered.at("answer-question/spans.jsonl")).size(), 10u);
  EXPECT_EQ(rendered.exit, ExitCode::Unreachable);  // upstream's
  EXPECT_THAT(rendered.log, HasSubstr("6 cases, 1 passed, 1 warning, 1 failed, 2 error, 1 skipped"));
}

TEST(Render, KeepsTheStreamByteForByte) {
  const std::string stream = test::sample_run();
  EXPECT_EQ(render_text(stream).at("run.jsonl"), stream);
}

TEST(Render, ItsOwnRunJsonlRendersToTheSameBytes) {
  const Rendered once = render_text(test::sample_run());
  const Rendered again = render_text(once.at("run.jsonl"));
  EXPECT_EQ(once.files, again.files);
  EXPECT_EQ(once.exit, again.exit);
}

TEST(Render, TheSameInputGivesTheSameBytesInAnyFolder) {
  test::TempDir temp;
  EXPECT_EQ(render_into(temp / "a", test::hostile_run()).files, render_into(temp / "b/c/d", test::hostile_run()).files);
}

TEST(Render, TheRecordsOfACaseStandInItsFolderAndNowhereElse) {
  const Rendered rendered = render_text(test::sample_run());
  const std::string& text = rendered.at("lost-log/run.jsonl");
  EXPECT_THAT(text, HasSubstr(R"("case":"lost-log")"));
  EXPECT_THAT(text, Not(HasSubstr("answer-question")));
  EXPECT_THAT(text, HasSubstr(R"({"itk":"run/1")"));
  EXPECT_THAT(text, HasSubstr(R"({"itk":"commit/1")"));
  EXPECT_THAT(text, HasSubstr(R"({"itk":"end/1")"));
}

TEST(Render, OneCaseHasItsSetOnTop) {
  const std::string stream = test::pipe_stages({{"itk-invoke", {k_run, invocation("I1", "only", 1)}}});
  const Rendered rendered = render_text(stream);
  EXPECT_TRUE(rendered.has("trace-viewer.html")) << "trace-viewer.html";
  EXPECT_EQ(rendered.at("run.jsonl"), stream);
  EXPECT_EQ(rendered.exit, ExitCode::Ok);
}

TEST(Render, IterationsHaveFoldersOfTheirOwn) {
  const Rendered rendered = render_text(test::pipe_stages(
      {{"itk-invoke", {k_run, invocation("I1", "a/b", 1), invocation("I2", "a/b", 2), invocation("J", "other", 1)}},
       {"itk-compare", {check("I1", "a/b", 1, "passed"), check("I2", "a/b", 2, "failed")}}}));
  EXPECT_THAT(rendered.at("a%2Fb/iterations/0001/index.html"), HasSubstr(R"("status":"passed")"));
  EXPECT_THAT(rendered.at("a%2Fb/iterations/0002/index.html"), HasSubstr(R"("status":"failed")"));
  EXPECT_THAT(rendered.at("a%2Fb/iterations/0002/run.jsonl"), Not(HasSubstr("\"I1\"")));
  EXPECT_THAT(rendered.at("a%2Fb/run.jsonl"), HasSubstr("\"I1\""));
  EXPECT_THAT(rendered.at("a%2Fb/index.html"), HasSubstr("iterations/0002/trace-viewer.html"));
  EXPECT_THAT(rendered.at("index.html"), HasSubstr("a%252Fb/index.html"));
}

TEST(Render, WithoutVerdictsNothingIsJudged) {
  const std::string stream =
      test::pipe_stages({{"itk-invoke", lines_of(without(without(test::sample_run(), "verdict"), "end"))}});
  const Rendered rendered = render_text(stream);
  EXPECT_THAT(rendered.at("answer-question/index.html"), HasSubstr(R"("status":"not judged")"));
  EXPECT_THAT(rendered.at("missing-queue/index.html"), HasSubstr(R"("status":"error")"));
  EXPECT_THAT(rendered.at("nightly-import/index.html"), HasSubstr(R"("status":"skipped")"));
}

TEST(Render, AFilteredStreamSaysSo) {
  const Rendered rendered = render_text(without(test::sample_run(), "answer"));
  EXPECT_THAT(rendered.at("index.html"), HasSubstr(R"("kind":"filtered")"));
  EXPECT_THAT(rendered.at("lost-log/timeline.html"), HasSubstr(R"("kind":"filtered")"));
}

// The records were not redacted where they were written: nothing of them is shown, and what was there before stays.
TEST(Render, ASecretInAFinishedFileStopsAll) {
  itk::test::TempDir dir;
  const std::string out = dir / "out";
  render_into(out, itk::test::sample_run());
  const auto before = files_below(out);
  const std::string line =
      R"({"itk":"invocation/1","inv":"01KAG0S3M00000000000000002","run":"01KAG0S3M00000000000000001","case":"c","iteration":1,"entrypoint":"lambda_invoke","nonce":"itk-0123456789abcdef0123","request":{"user":"jane@example.com"}})";
  const Rendered rendered = render_into(out, line + "\n");
  EXPECT_EQ(rendered.exit, ExitCode::Contract);
  EXPECT_THAT(rendered.log, HasSubstr("the rule \"email\""));
  EXPECT_THAT(rendered.log, Not(HasSubstr("jane")));
  EXPECT_EQ(files_below(out), before);
}

TEST(Render, EveryPageOfACustomEndpointOrOfFixturesSaysSo) {
  std::string stream = test::sample_run();
  for (std::size_t at; (at = stream.find(R"("mode":"live")")) != std::string::npos;) {
    stream.replace(at, 13, R"("mode":"dev-fixtures")");
  }
  const Rendered rendered = render_text(stream);
  for (const auto& [name, text] : rendered.files) {
    if (name.ends_with(".html")) {
      EXPECT_THAT(text, HasSubstr(R"("kind":"fixtures")")) << name;
      EXPECT_THAT(text, HasSubstr(R"("kind":"endpoint")")) << name;
    }
    if (name.ends_with("report.md")) {
      EXPECT_THAT(text, HasSubstr("Fixtures, not AWS")) << name;
      EXPECT_THAT(text, HasSubstr("not AWS: this run talked to http://127.0.0.1:4566")) << name;
    }
  }
}

TEST(Render, IncompleteEvidenceIsShown) {
  const Rendered rendered = render_text(test::sample_run());
  for (const std::string name : {"index.html", "trace-viewer.html", "timeline.html"}) {
    EXPECT_THAT(rendered.at("lost-log/" + name), HasSubstr(R"("kind":"incomplete")"));
    EXPECT_THAT(rendered.at("lost-log/" + name), HasSubstr(R"("missing":[{"what":"report")"));
  }
  EXPECT_THAT(rendered.at("lost-log/report.md"), HasSubstr("- missing: `report`"));
}

TEST(Render, NothingInACutStreamHasPassed) {
  const std::vector<std::string> lines = lines_of(test::sample_run());
  std::string cut;
  for (std::size_t n = 0; n < lines.size(); ++n) {
    if (lines[n].find("{\"itk\":\"end") == 0) {
      break;
    }
    if (n % 7 == 0 || n + 5 >= lines.size()) {
      const Rendered rendered = render_text(cut);
      EXPECT_EQ(rendered.exit, ExitCode::Contract) << n;
      EXPECT_THAT(rendered.at("index.html"), HasSubstr(R"("kind":"cut")")) << n;
      for (const auto& [name, text] : rendered.files) {
        EXPECT_THAT(text, Not(HasSubstr(R"("status":"passed","mark")"))) << n << " " << name;
      }
    }
    cut += lines[n] + "\n";
  }
}

TEST(Render, ALineThatBreaksOffIsNamedOnThePage) {
  const std::string stream = test::sample_run();
  const Rendered rendered = render_text(stream.substr(0, stream.size() / 2));
  EXPECT_EQ(rendered.exit, ExitCode::Contract);
  EXPECT_THAT(rendered.at("index.html"), HasSubstr("The stream was cut: run.jsonl:"));
  EXPECT_THAT(rendered.at("index.html"), Not(HasSubstr("/data/")));
  EXPECT_THAT(rendered.log, HasSubstr("/data/run.jsonl:"));
}

TEST(Render, AnEmptyStreamGivesAPageThatSaysWhy) {
  const Rendered rendered = render_text("");
  EXPECT_EQ(rendered.exit, ExitCode::Contract);
  EXPECT_THAT(rendered.at("index.html"), HasSubstr("The stream was cut"));
  EXPECT_THAT(rendered.at("report.md"), HasSubstr("No cases."));
}

TEST(Render, PartialReadsACutStreamButCallsItCut) {
  const Rendered rendered = render_text(k_run + "\n", {.partial = true});
  EXPECT_EQ(rendered.exit, ExitCode::Ok);
  EXPECT_THAT(rendered.at("index.html"), HasSubstr(R"("kind":"cut")"));
}

TEST(Render, ErrorsOfTheRunAndRecordsOfLaterVersionsAreKept) {
  const std::string stream = test::pipe_stages(
      {{"itk-invoke",
        {k_run, invocation("I1", "a", 1), invocation("I2", "b", 1), R"({"itk":"hologram/9","inv":"I1","n":1})",
         R"({"itk":"error/1","stage":"itk-invoke","class":"auth","code":"ExpiredToken","message":"sign in again"})"}}});
  const Rendered rendered = render_text(stream);
  EXPECT_THAT(rendered.at("a/run.jsonl"), HasSubstr("hologram/9"));
  EXPECT_THAT(rendered.at("b/run.jsonl"), Not(HasSubstr("hologram/9")));
  EXPECT_THAT(rendered.at("b/run.jsonl"), HasSubstr("ExpiredToken"));
  EXPECT_THAT(rendered.at("index.html"), HasSubstr("sign in again"));
  EXPECT_THAT(rendered.at("report.md"), HasSubstr("## Errors of the run"));
}

TEST(Render, TracesThatNobodyInvokedArePagesToo) {
  const auto span = [](const std::string& trace) {
    return R"({"itk":"span/1","span":"s","trace":")" + trace +
           R"(","component":"lambda:a","operation":"Op","kind":"server","status":"ok"})";
  };
  const Rendered rendered = render_text(test::pipe_stages({{"itk-correlate", {span("t1"), span("t2")}}}));
  EXPECT_THAT(rendered.at("t1/trace-viewer.html"), HasSubstr(R"("status":"not judged")"));
  EXPECT_TRUE(rendered.has("t2/timeline.html")) << "t2/timeline.html";
}

TEST(Render, HostileIdsStayInsideTheFolderAndNothingIsLost) {
  test::TempDir temp;
  const Rendered rendered = render_into(temp / "inner/out", test::hostile_run());
  EXPECT_EQ(files_below(temp.path()).size(), rendered.files.size());
  for (const std::string folder : {"%2E.%2Fevil", "%2E.%2FEVIL~2", "index.html~2", "%2Eitk-run"}) {
    EXPECT_TRUE(rendered.has(folder + "/index.html")) << folder + "/index.html";
  }
  EXPECT_EQ(lines_of(rendered.at("%2E.%2Fevil/spans.jsonl")).size(), 10u);
  const auto is_response = [](const auto& file) { return file.first.ends_with(".response.json"); };
  const auto response = std::find_if(rendered.files.begin(), rendered.files.end(), is_response);
  ASSERT_NE(response, rendered.files.end());
  EXPECT_GT(response->second.size(), 1u << 20);
}

TEST(Render, HostileTextIsNoMarkupOnAnyPage) {
  for (const auto& [name, text] : render_text(test::hostile_run()).files) {
    if (name.ends_with(".html")) {
      EXPECT_THAT(text, Not(HasSubstr("<img"))) << name;
      EXPECT_EQ(text.find("<script>"), std::string::npos) << name;
      const std::size_t end = text.find("</script>");
      EXPECT_EQ(text.find("</script>\n<script type=\"module\">"), end) << name;  // the data's own end tag
    }
  }
}

TEST(Render, APayloadTooLongForThePageIsLinked) {
  const Rendered rendered = render_text(test::hostile_run());
  const std::string& page = rendered.at("%2E.%2Fevil/trace-viewer.html");
  EXPECT_LT(page.size(), 400'000u);
  EXPECT_THAT(page, HasSubstr("\"textSize\":1048"));
}

TEST(Render, AForeignFolderIsRefusedBeforeAnythingIsRead) {
  test::TempDir temp;
  fs::create_directory(temp / "out");
  ASSERT_TRUE(write_file(temp / "out/thesis.txt", "years of work"));
  const Rendered rendered = render_into(temp / "out", test::sample_run());
  EXPECT_EQ(rendered.exit, ExitCode::Usage);
  EXPECT_THAT(rendered.log, HasSubstr("was not written by ITK"));
  EXPECT_EQ(rendered.files.size(), 1u);
}

// The process is killed while it reads, with the temporary folder made and the previous run in place.
TEST(Render, AKilledProcessLeavesThePreviousRun) {
  test::TempDir temp;
  const Rendered before = render_into(temp / "out", test::sample_run());
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const std::string out = temp / "out";
  const pid_t child = fork();
  if (child == 0) {
    dup2(pipe_ends[0], STDIN_FILENO);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    execl(ITK_BIN_DIR "/itk-render", "itk-render", "--out", out.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  close(pipe_ends[0]);
  const std::string half = test::sample_run().substr(0, 5000);
  ASSERT_EQ(write(pipe_ends[1], half.data(), half.size()), static_cast<ssize_t>(half.size()));
  const auto has_begun = [&] {
    return std::distance(fs::directory_iterator(temp.path()), fs::directory_iterator()) == 2;
  };
  for (int i = 0; i < 5000 && !has_begun(); ++i) {
    usleep(1000);
  }
  EXPECT_TRUE(has_begun());
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  close(pipe_ends[1]);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(files_below(temp / "out"), before.files);
}

TEST(Render, LinksNothingThatIsSlowToStart) {
  FILE* ldd = popen("ldd " ITK_BIN_DIR "/itk-render", "r");
  ASSERT_NE(ldd, nullptr);
  std::string text;
  char chunk[4096];
  for (std::size_t got; (got = fread(chunk, 1, sizeof chunk, ldd)) > 0;) {
    text.append(chunk, got);
  }
  ASSERT_EQ(pclose(ldd), 0);
  for (const std::string library : {"libcurl", "libssl", "libgit2", "libjsoncpp", "libyaml"}) {
    EXPECT_THAT(text, Not(HasSubstr(library)));
  }
}

}  // namespace
}  // namespace itk::render

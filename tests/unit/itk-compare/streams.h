// Small streams for the tests of itk-compare, written as the stages before it would write them.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "itk-compare/compare.h"
#include "tests/support/temp_dir.h"

namespace itk::compare::test {

struct Outcome {
  std::vector<std::string> lines;
  std::string text;
  ExitCode exit = ExitCode::Ok;
  std::string log;
  Report report;

  template <class R>
  std::vector<R> records() const {
    std::vector<R> found;
    json::Parser parser;
    const std::string type(R::k_tag.substr(0, R::k_tag.find('/')));
    for (const std::string& line : lines) {
      if (line.starts_with("{\"itk\":\"" + type + "/")) {
        found.push_back(model::read_record<R>(parser, json::PaddedText(line).view()).value());
      }
    }
    return found;
  }
  std::vector<model::Verdict> verdicts() const { return records<model::Verdict>(); }
  std::vector<model::Check> checks() const { return records<model::Check>(); }
  // Of a stream with one case.
  model::Verdict verdict() const {
    const std::vector<model::Verdict> all = verdicts();
    EXPECT_EQ(all.size(), 1u) << text;
    return all.empty() ? model::Verdict{} : all.front();
  }
};

inline std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
    lines.push_back(text.substr(begin, end - begin));
  }
  return lines;
}

inline std::string join(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += line + "\n";
  }
  return text;
}

// The lines and the `end` of the stage that wrote them.
inline std::string whole(const std::vector<std::string>& lines, ExitCode exit = ExitCode::Ok) {
  std::string text;
  LineWriter writer = LineWriter::to_string(text);
  const Logger log("itk-correlate", LogLevel::Error, Logger::Sink([](std::string_view) {}));
  Stage stage({"itk-correlate", {}}, {}, nullptr, writer, log);
  for (const std::string& line : lines) {
    EXPECT_TRUE(stage.pass_line(line));
  }
  stage.mark(exit);
  stage.finish({});
  return text;
}

inline Outcome run_compare(const std::string& input, StageOptions stage_options = {}, Options options = {}) {
  itk::test::TempDir dir;
  std::ofstream(dir / "in") << input;  // not write_file(), whose fsync would be most of the test
  LineReader reader({dir / "in"});
  Outcome outcome;
  LineWriter writer = LineWriter::to_string(outcome.text);
  const Logger log("itk-compare", LogLevel::Info, Logger::Sink([&](std::string_view line) { outcome.log += line; }));
  Stage stage({"itk-compare", {"check", "verdict", "commit"}}, stage_options, &reader, writer, log);
  outcome.exit = stage.finish(compare(stage, options, outcome.report));
  outcome.lines = split_lines(outcome.text);
  return outcome;
}

// --- Records of one case; each test changes what it is about ---

inline std::string run_record(const std::string& more = R"("mode":"live","endpoint":"aws")") {
  return R"({"itk":"run/1","run":"R1","suite":"demo",)" + more +
         R"(,"region":"us-east-1","version":"0.1.0","start":"2026-11-20T08:00:00.000Z"})";
}

inline std::string invocation(const std::string& inv, const std::string& case_id, const std::string& expected = "[]",
                              int iteration = 1, const std::string& more = "") {
  return R"({"itk":"invocation/1","inv":")" + inv + R"(","run":"R1","case":")" + case_id + R"(","file":"cases/)" +
         case_id + R"(.yaml","line":1,"iteration":)" + std::to_string(iteration) +
         R"(,"entrypoint":"sqs_event","expected":)" + expected + more + "}";
}

inline std::string answer(const std::string& inv, const std::string& status = "sent", const std::string& more = "") {
  return R"({"itk":"answer/1","inv":")" + inv + R"(","status":")" + status + R"(","attempts":1)" + more + "}";
}

inline std::string collection(const std::string& inv, bool complete = true, const std::string& more = "") {
  return R"({"itk":"collection/1","inv":")" + inv + R"(","complete":)" + (complete ? "true" : "false") + more +
         R"(,"events":9,"late":0,"pages":1,"api_calls":1,"throttles":0,"bytes":1})";
}

inline std::string span(const std::string& inv, const std::string& key, const std::string& more = "",
                        const std::string& component = "lambda:orders", const std::string& status = "ok") {
  return R"({"itk":"span/1","span":")" + key + R"(","trace":")" + inv + R"(","inv":")" + inv + R"(","component":")" +
         component + R"(","operation":"Invoke","kind":"server","start":"2026-11-20T08:00:00.)" +
         R"(100Z","end":"2026-11-20T08:00:00.300Z","status":")" + status + "\"" + more + "}";
}

inline std::string trace(const std::string& inv, int spans, const std::string& more = R"(,"completeness":"complete")") {
  return R"({"itk":"trace/1","trace":")" + inv + R"(","inv":")" + inv +
         R"(","signature":"5b1e","duration_ms":200,"spans":)" + std::to_string(spans) +
         R"(,"errors":0,"retries":0,"throttles":0,"cold_starts":0,"orphans":0)" + more + "}";
}

// All records of an execution that went well, with one span.
inline std::vector<std::string> good_case(const std::string& inv, const std::string& case_id,
                                          const std::string& expected = R"([{"name":"has_spans"}])",
                                          int iteration = 1) {
  return {invocation(inv, case_id, expected, iteration), answer(inv), collection(inv), span(inv, "s-" + inv),
          trace(inv, 1)};
}

// All of these, lines and lists of lines, one after another.
template <class... Parts>
std::vector<std::string> all(const Parts&... parts) {
  std::vector<std::string> lines;
  const auto add = [&](const auto& part) {
    if constexpr (std::is_convertible_v<decltype(part), std::string>) {
      lines.push_back(part);
    } else {
      lines.insert(lines.end(), part.begin(), part.end());
    }
  };
  (add(parts), ...);
  return lines;
}

}  // namespace itk::compare::test

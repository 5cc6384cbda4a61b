#include "itk-invoke/doctor_self.h"

#include <fmt/core.h>

#include <chrono>
#include <filesystem>

#include "common/aws/providers/run_program.h"
#include "common/base/atomic_file.h"
#include "common/base/text.h"

namespace itk::invoke {
namespace {

constexpr std::chrono::seconds k_limit{60};

constexpr char k_case[] = R"(id: installation
name: The pipeline judges a case on its fixture
fixture: installation.jsonl
entrypoint:
  type: sqs_event
  target: {mode: publish_sqs, target_arn_or_url: "https://sqs.us-east-1.amazonaws.com/000000000000/none"}
  payload: {question: hello}
expected:
  invariants:
    - name: has_spans
      params: {min_count: 2}
    - name: no_orphan_spans
    - name: no_error_spans
    - name: response_contains
      text: hello to you
)";

constexpr char k_fixture[] =
    R"({"span_id":"a","parent_span_id":null,"component":"entrypoint:sqs_event","operation":"SendMessage",)"
    R"("ts_start":"2026-01-15T12:00:00.000Z","ts_end":"2026-01-15T12:00:01.000Z","sqs_message_id":"m-1",)"
    R"("request":{"question":"hello"},"response":{"status":"accepted"}})"
    "\n"
    R"({"span_id":"b","parent_span_id":"a","component":"agent:greeter","operation":"InvokeAgent",)"
    R"("ts_start":"2026-01-15T12:00:00.100Z","ts_end":"2026-01-15T12:00:00.900Z","bedrock_session_id":"s-1",)"
    R"("request":{"inputText":"hello"},"response":{"text":"hello to you"}})"
    "\n";

// Nothing that is configured here may reach the test: it is the installation that is tested.
Environment bare(const Environment& environment) {
  Environment some;
  for (const auto& [name, value] : environment.values()) {
    if (!name.starts_with("ITK_") && !name.starts_with("AWS_") && !name.starts_with("GITHUB_")) {
      some.set(name, value);
    }
  }
  return some;
}

struct Step {
  std::string tool;
  std::vector<std::string> arguments;
};

std::vector<Step> pipeline(const std::string& scratch) {
  const auto file = [&](const char* name) { return scratch + "/" + name; };
  return {
      {"itk-invoke",
       {"--mode", "dev-fixtures", "--env-file", file("none.env"), "-o", file("1.jsonl"), file("installation.yaml")}},
      {"itk-collect", {"--env-file", file("none.env"), "-o", file("2.jsonl"), file("1.jsonl")}},
      {"itk-correlate", {"-o", file("3.jsonl"), file("2.jsonl")}},
      {"itk-compare", {"--junit", file("junit.xml"), "-o", file("4.jsonl"), file("3.jsonl")}},
      {"itk-render", {"--out", file("pages"), file("4.jsonl")}}};
}

Status write_inputs(const std::string& scratch) {
  ITK_TRY(write_file(scratch + "/installation.yaml", k_case));
  ITK_TRY(write_file(scratch + "/installation.jsonl", k_fixture));
  return write_file(scratch + "/none.env", "");
}

Check run_step(const Step& step, const std::string& bin, const Environment& environment) {
  std::vector<std::string> words = {bin + "/" + step.tool};
  words.insert(words.end(), step.arguments.begin(), step.arguments.end());
  const auto output = aws::providers::run_program(words, environment, k_limit);
  constexpr char k_mend[] = "install all of ITK's executables in one folder";
  if (!output) {
    return {step.tool, Mark::Bad, output.error().message, k_mend};
  }
  if (output->exit_status != 0) {
    return {step.tool, Mark::Bad, fmt::format("ended with status {}: {}", output->exit_status, trim(output->err)),
            k_mend, ExitCode::Internal};
  }
  return {step.tool, Mark::Ok, "works"};
}

}  // namespace

Checks examine_installation(const std::string& bin, const std::string& scratch, const Environment& environment) {
  if (const Status written = write_inputs(scratch); !written) {
    return {{"installation", Mark::Bad, written.error().message, "set TMPDIR to a folder that can be written to"}};
  }
  Checks checks;
  const Environment some = bare(environment);
  for (const Step& step : pipeline(scratch)) {
    checks.push_back(run_step(step, bin, some));
    if (checks.back().mark == Mark::Bad) {
      return checks;
    }
  }
  std::error_code ignored;
  for (const char* name : {"pages/index.html", "junit.xml"}) {
    if (!std::filesystem::exists(scratch + "/" + name, ignored)) {
      checks.push_back({"installation", Mark::Bad, fmt::format("no {} was written", name), "", ExitCode::Internal});
      return checks;
    }
  }
  checks.push_back({"installation", Mark::Ok, "a case passed on its fixture, from itk-invoke to pages and JUnit file"});
  return checks;
}

}  // namespace itk::invoke

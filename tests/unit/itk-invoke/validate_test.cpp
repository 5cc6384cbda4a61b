#include "itk-invoke/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "common/base/atomic_file.h"
#include "common/base/digest.h"
#include "itk-invoke/schema_check.h"
#include "itk-invoke/validate_dotenv.h"
#include "itk-invoke/validate_stream.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_dir.h"

namespace itk::invoke {
namespace {

class ValidateTest : public ::testing::Test {
 protected:
  ValidateTest() { std::filesystem::create_directories(dir_ / ".git"); }

  // The lines without the folder's name in front.
  std::string validate_case(std::string_view text, const std::string& mode = "") {
    ValidateOptions options;
    options.mode = mode;
    return validate_file("a.yaml", text, options);
  }

  std::string validate_file(const std::string& name, std::string_view text, ValidateOptions options = {}) {
    std::filesystem::create_directories(std::filesystem::path(dir_ / name).parent_path());
    EXPECT_TRUE(write_file(dir_ / name, text));
    options.paths = {dir_ / name};
    return validate_paths(std::move(options));
  }

  std::string validate_paths(ValidateOptions options) {
    options.folder = dir_.path();
    std::string out;
    LineWriter writer = LineWriter::to_string(out);
    const Result<ExitCode> exit = validate(options, {}, writer);
    EXPECT_TRUE(exit);
    exit_ = exit.value_or(ExitCode::Internal);
    for (std::size_t at; (at = out.find(dir_ / "")) != std::string::npos;) {
      out.erase(at, (dir_ / "").size());
    }
    return out;
  }

  test::TempDir dir_;
  ExitCode exit_ = ExitCode::Ok;
};

TEST_F(ValidateTest, SaysNothingOfACaseThatIsFine) {
  EXPECT_EQ(validate_case("id: a\nentrypoint:\n  type: sqs_event\n  target: {queue_url: http://h/1/q}\n  payload: x\n"),
            "");
  EXPECT_EQ(exit_, ExitCode::Ok);
}

TEST_F(ValidateTest, AllProblemsAreThereInTheOrderOfTheFile) {
  EXPECT_EQ(validate_case("id: 1\nexpeted: x\nentrypoint: {type: sqs}\n"),
            "a.yaml:1:5: \"id\" must be text, not \"1\"; put quotes around it\n"
            "a.yaml:2:1: warning: \"expeted\" is a key that nobody reads; did you mean \"expected\"?\n"
            "a.yaml:3:20: there is no entrypoint \"sqs\" (there are sqs_event, lambda_invoke, bedrock_invoke_agent, "
            "agentcore_invoke, mcp, http, exec)\n");
  EXPECT_EQ(exit_, ExitCode::Usage);
}

TEST_F(ValidateTest, WhatOnlyALiveRunNeedsIsAWarning) {
  const std::string text = "id: a\nentrypoint: {type: sqs_event, target: {queue_url: \"${Q}\"}, payload: x}\n";
  EXPECT_NE(validate_case(text).find("a.yaml:2:51: warning: ${Q} is not set"), std::string::npos);
  EXPECT_EQ(exit_, ExitCode::Ok);
  EXPECT_NE(validate_case(text, "live").find("a.yaml:2:51: ${Q} is not set"), std::string::npos);
  EXPECT_EQ(exit_, ExitCode::Usage);
  EXPECT_EQ(validate_case(text, "dev-fixtures"), "");
}

TEST_F(ValidateTest, AFixtureHasToExist) {
  EXPECT_NE(validate_case("id: a\nfixture: f.jsonl\nentrypoint: {type: http}\n").find("a.yaml:2:10: the fixture "),
            std::string::npos);
  EXPECT_EQ(exit_, ExitCode::Usage);
}

using ::testing::HasSubstr;

TEST_F(ValidateTest, APossibleSecretInAnEnvFileIsNeverShown) {
  EXPECT_EQ(
      validate_file(
          ".env", "# comment\nexport ITK_LOG_GROUP=/aws/lambda/canary-1\nITK_SQS_QUEUE_URL=FIXME-canary-2\n"
                  "  ITK_LOG_DELAY_SECONDS = canary-3\nAWS_SECRET_ACCESS_KEY='canary-4\nITK_ENV=qa\nITK_ENV=canary-5\n"
                  "no equals canary-6\nOTHER=fine\n"),
      ".env:2:1: warning: ITK_LOG_GROUP is no setting of ITK; did you mean \"ITK_LOG_GROUPS\"?; only a case that "
      "says ${ITK_LOG_GROUP} will see it\n"
      ".env:3:19: warning: ITK_SQS_QUEUE_URL still has to be filled in; it counts as absent\n"
      ".env:4:27: ITK_LOG_DELAY_SECONDS must be a whole number from 0\n"
      ".env:5:1: the quotes of AWS_SECRET_ACCESS_KEY do not end where its line ends; the line is ignored\n"
      ".env:7:1: warning: ITK_ENV stands in line 6, too, and this one counts; remove one\n"
      ".env:8:1: expected NAME=value; the line is ignored\n");
  EXPECT_EQ(exit_, ExitCode::Usage);
}

TEST_F(ValidateTest, EveryTruncationOfAnEnvFileIsReadWithoutACrash) {
  const std::string text = "\xef\xbb\xbf export ITK_MODE='live' # c\nITK_LOG_DELAY_SECONDS=5\n\n=x";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    Problems problems(Purpose::Check);
    validate_dotenv(".env", text.substr(0, size), problems);
    EXPECT_LE(problems.all().size(), 2u);
  }
}

TEST_F(ValidateTest, TargetsAreHeldAgainstTheirSchemaWhereTheyStand) {
  EXPECT_EQ(
      validate_file("targets.json", "{\n  \"sqs_queue_url\": 5,\n  \"log_groups\": [\"/a\", 7],\n"
                                    "  \"log_group\": \"/b\",\n  \"aws_region\": \"REPLACE_ME\",\n  \"own\": 1\n}\n"),
      "targets.json:2:20: \"sqs_queue_url\" has a type that is not allowed here (`itk-validate --schema targets` shows "
      "what is)\n"
      "targets.json:3:24: \"log_groups[1]\" has a type that is not allowed here (`itk-validate --schema targets` shows "
      "what is)\n"
      "targets.json:4:16: warning: \"log_group\" is a key that no tool reads; did you mean \"log_groups\"?\n"
      "targets.json:5:17: warning: \"aws_region\" still has to be filled in; it counts as absent\n");
  EXPECT_THAT(validate_file("targets.json", "{\"a\": 1,}\n"), HasSubstr("targets.json:1:9: this is no JSON"));
  EXPECT_THAT(validate_file("targets.json", "[1]"), HasSubstr("targets are one object"));
  EXPECT_EQ(validate_file("my-targets.json", "{}"), "");
}

TEST_F(ValidateTest, AFixtureIsSpansAndLogLines) {
  EXPECT_EQ(validate_file("f.jsonl", "START RequestId: 1 Version: $LATEST\n\n"
                                     "{\"span_id\":\"a\",\"component\":\"lambda:x\",\"operation\":\"run\"}\n"
                                     "{\"timestamp\":1,\"message\":\"x\"}\n"),
            "");
  EXPECT_EQ(validate_file(
                "f.jsonl",
                "{\"span_id\":\"a\",\"component\":\"lambda:x\"}\n{\"span_id\":\"a\",\"component\":\"lambda:x\","
                "\"operation\":\"y\",\"parent_span_id\":\"z\",\"ts_start\":\"yesterday\",\"attempt\":0}\n{\"a\":\n"),
            "f.jsonl:1:1: this lacks \"operation\" (`itk-validate --schema fixture` shows what is)\n"
            "f.jsonl:2:12: warning: the span \"a\" stands in line 1, too\n"
            "f.jsonl:2:72: warning: no span of this fixture is \"z\"\n"
            "f.jsonl:2:87: warning: \"ts_start\" is no RFC 3339 time like 2026-11-20T08:00:00.000Z\n"
            "f.jsonl:2:109: \"attempt\" is wrong: Expected number greater than or equal to 1.000000 (`itk-validate "
            "--schema fixture` shows what is)\n"
            "f.jsonl:3:6: the JSON ends too early; close what is open\n");
  EXPECT_THAT(validate_file("f.jsonl", "\n\n"), HasSubstr("the fixture is empty"));
}

TEST_F(ValidateTest, TheFixturesOfThePythonKitAreFine) {
  ITK_NEED_SHARED_DATA("python-kit/fixtures/logs");
  ValidateOptions options;
  options.paths = {data, ITK_DATA_DIR "/python-kit/fixtures/targets/sample_targets_001.json"};
  validate_paths(options);
  EXPECT_EQ(exit_, ExitCode::Ok);
}

// A whole stream of these lines.
std::string whole(const std::string& lines, std::int64_t more = 0) {
  const std::int64_t count = std::count(lines.begin(), lines.end(), '\n') + more;
  return lines + R"({"itk":"end/1","stage":"itk-invoke","read":0,"written":)" + std::to_string(count) +
         R"(,"exit":0,"sha256":")" + sha256_hex(lines) + "\"}\n";
}

const std::string k_answer = R"({"itk":"answer/1","inv":"I","status":"ok","attempts":1})"
                             "\n";

TEST_F(ValidateTest, AWholeStreamIsFine) {
  EXPECT_EQ(validate_file("run.jsonl", whole(k_answer + "{\"itk\":\"from-the-future/7\",\"x\":[]}\n")), "");
  EXPECT_EQ(exit_, ExitCode::Ok);
  EXPECT_EQ(validate_file("run.jsonl", whole(whole(k_answer))), "");
  EXPECT_EQ(validate_file("run.jsonl", whole(k_answer) + whole(k_answer)), "");
}

TEST_F(ValidateTest, ARecordThatBreaksTheContractIsShownWhereItStands) {
  EXPECT_EQ(
      validate_file("run.jsonl", whole(k_answer + R"({"itk":"answer/1","inv":"I","attempts":1})"
                                                  "\n"
                                                  R"({"itk":"answer/1","inv":"I","status":"fine","attempts":1})"
                                                  "\n"
                                                  R"({"itk":"span/99"})"
                                                  "\n{\"itk\":\"answer/1\",}\n")),
      "run.jsonl:2:1: answer record: \"status\" is missing\n"
      "run.jsonl:3:38: answer record: \"status\" is none of the values that are allowed here (`itk-validate --schema "
      "answer` shows what is)\n"
      "run.jsonl:4:1: record span/99 is newer than span/1, which this build reads; upgrade this tool to the version "
      "of itk-correlate that wrote it\n"
      "run.jsonl:5:19: not valid JSON: The JSON document has an improper structure: missing or superfluous commas, "
      "braces, missing keys, etc.\n");
  EXPECT_EQ(exit_, ExitCode::Contract);
}

TEST_F(ValidateTest, AStreamThatIsNotWholeIsNamed) {
  EXPECT_THAT(validate_file("run.jsonl", k_answer), HasSubstr("run.jsonl:1:1: the stream has no `end` record after"));
  EXPECT_EQ(exit_, ExitCode::Contract);
  EXPECT_THAT(validate_file("run.jsonl", whole(k_answer, 3)),
              HasSubstr("run.jsonl:2:1: warning: 1 records stand before this end, which counts 4"));
  EXPECT_EQ(exit_, ExitCode::Ok);
  std::string edited = whole(k_answer);
  edited[edited.find("\"I\"") + 1] = 'J';
  EXPECT_THAT(validate_file("run.jsonl", edited), HasSubstr("the stream was edited"));
}

TEST_F(ValidateTest, EveryTruncationOfAStreamIsAProblem) {
  const std::string stream = whole(k_answer);
  const std::string path = dir_ / "run.jsonl";
  SchemaChecker schemas;
  for (std::size_t size = 1; size + 1 < stream.size(); ++size) {
    std::ofstream(path) << stream.substr(0, size);
    Problems problems(Purpose::Check);
    LineReader lines({path});
    EXPECT_TRUE(validate_stream(path, lines, schemas, problems));
    EXPECT_TRUE(problems.has_errors()) << size;
  }
}

TEST_F(ValidateTest, AFloodOfProblemsEnds) {
  std::string bad;
  for (int i = 0; i < 1500; ++i) {
    bad += "{\"itk\":\"answer/1\"}\n";
  }
  EXPECT_THAT(validate_file("run.jsonl", bad), HasSubstr("run.jsonl:1001:1: more than 1000 problems"));
}

TEST_F(ValidateTest, DepthBeyondTheLibrariesIsAProblemAndNoCrash) {
  const std::string deep = std::string(200, '[') + std::string(200, ']');
  EXPECT_EQ(validate_file("run.jsonl", whole("{\"itk\":\"answer/1\",\"inv\":\"I\",\"status\":\"ok\",\"attempts\":1,"
                                             "\"response\":" +
                                             deep + "}\n")),
            "");
}

TEST_F(ValidateTest, WhatIsTooDeepOrCutIsStillAStream) {
  const std::string deep = std::string(300, '[') + std::string(300, ']');
  EXPECT_THAT(validate_file("run.jsonl", "{\"itk\":\"answer/1\",\"x\":" + deep + "}\n"), HasSubstr("run.jsonl:1:"));
  EXPECT_EQ(exit_, ExitCode::Contract);
  EXPECT_THAT(validate_file("run.jsonl", "{\"itk\":\"answ"), HasSubstr("the stream was cut"));
  EXPECT_THAT(validate_file("f.jsonl", "{\"span_id\":" + deep + "}\n"), HasSubstr("more than 255 levels deep"));
}

TEST_F(ValidateTest, AFolderIsWhatIsInIt) {
  validate_file("cases/a.yaml", "id: 1\nentrypoint: {type: http}\n");
  ASSERT_TRUE(write_file(dir_ / "cases/.env", "nothing\n"));
  ASSERT_TRUE(write_file(dir_ / "cases/f.jsonl", "{\"span_id\":\"a\"}\n"));
  ASSERT_TRUE(write_file(dir_ / "cases/run.jsonl", k_answer));
  ASSERT_TRUE(write_file(dir_ / "cases/notes.txt", "x"));
  ASSERT_TRUE(write_file(dir_ / "cases/readme.yaml", "x"));
  std::filesystem::create_directories(dir_ / "cases/.itk");
  ASSERT_TRUE(write_file(dir_ / "cases/.itk/targets.json", "[]"));
  ValidateOptions options;
  options.paths = {dir_ / "cases"};
  const std::string said = validate_paths(options);
  for (const char* const part : {"cases/a.yaml:1:5: ", "cases/.env:1:1: ", "cases/f.jsonl:1:1: ",
                                 "cases/run.jsonl:1:1: ", "cases/.itk/targets.json:1:1: "}) {
    EXPECT_THAT(said, HasSubstr(part));
  }
  EXPECT_THAT(said, ::testing::Not(HasSubstr("notes.txt")));
  EXPECT_EQ(exit_, ExitCode::Usage);
}

TEST_F(ValidateTest, WhatCannotBeRecognisedIsAProblem) {
  EXPECT_THAT(validate_file("notes.txt", "x"), HasSubstr("notes.txt:1:1: what is this? (cases are *.yaml"));
  ValidateOptions options;
  options.paths = {dir_ / "nowhere.yaml"};
  EXPECT_THAT(validate_paths(options), HasSubstr("nowhere.yaml:1:1: this file does not exist"));
  std::filesystem::create_directories(dir_ / "empty");
  options.paths = {dir_ / "empty"};
  EXPECT_THAT(validate_paths(options), HasSubstr("nothing in this folder can be checked"));
  options.paths = {};
  options.fixtures = {dir_ / "notes.txt"};
  EXPECT_EQ(validate_paths(options), "");
}

TEST_F(ValidateTest, ProblemsAreObjectsForMachines) {
  ValidateOptions options;
  options.json = true;
  EXPECT_EQ(
      validate_file("a.yaml", "id: a\nexpeted: 1\nentrypoint: {type: sqs_event, payload: ''}\n", options),
      R"({"file":"a.yaml","line":2,"column":1,"level":"warning","code":"near_miss","message":"\"expeted\" is a key )"
      R"(that nobody reads; did you mean \"expected\"?"})"
      "\n"
      R"({"file":"a.yaml","line":3,"column":20,"level":"warning","code":"no_queue","message":"no queue to send to; )"
      R"(set entrypoint.target.target_arn_or_url, or ITK_SQS_QUEUE_URL in the environment, targets.json or .env"})"
      "\n"
      R"({"file":"a.yaml","line":3,"column":40,"level":"warning","code":"empty_body","message":"the body is empty, )"
      R"(and SQS takes no empty message; fill it"})"
      "\n");
}

TEST_F(ValidateTest, EverySchemaIsThere) {
  for (const std::string& name : schema_names()) {
    const Result<std::string_view> text = schema_text(name);
    ASSERT_TRUE(text);
    EXPECT_THAT(std::string(*text), HasSubstr("http://json-schema.org/draft-07/schema#")) << name;
  }
  EXPECT_EQ(std::string(*schema_text("case")),
            read_file(ITK_SOURCE_DIR "/itk-invoke/schema/itk.case.schema.json").value());
  EXPECT_EQ(schema_text("spam").error().message.substr(0, 25), "there is no schema \"spam\"");
}

}  // namespace
}  // namespace itk::invoke

#include "itk-invoke/case_loader.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/atomic_file.h"
#include "itk-invoke/case_files.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_dir.h"

namespace itk::invoke {
namespace {

using Strings = std::vector<std::string>;

struct Loaded {
  std::optional<Case> test_case;
  Strings problems;  // "2:7 code", warnings as "2:7 code?"
};

Loaded load(std::string_view text, Purpose purpose = Purpose::Live, const Environment& variables = {},
            const CollectDefaults& defaults = {{"/aws/lambda/default"}, {}}) {
  Problems problems(purpose);
  Loaded loaded;
  loaded.test_case = load_case("cases/a.yaml", text, variables, defaults, problems);
  for (const Problem& problem : problems.sorted()) {
    loaded.problems.push_back(std::to_string(problem.at.line) + ":" + std::to_string(problem.at.column) + " " +
                              problem.code + (problem.level == Problem::Level::Warning ? "?" : ""));
  }
  return loaded;
}

constexpr std::string_view k_whole = R"(id: a
name: A case
tags: [smoke, fast]
entrypoint:
  type: sqs_event
  target:
    target_arn_or_url: https://sqs.us-east-1.amazonaws.com/123456789012/q
  payload:
    Records:
      - body: {x: 1}
expected:
  invariants:
    - name: has_spans
collect:
  log_groups: [/aws/lambda/a]
  quiet_ms: 500
  deadline_ms: 60000
)";

TEST(CaseLoader, ReadsAWholeCase) {
  const Loaded loaded = load(k_whole);
  EXPECT_EQ(loaded.problems, Strings{});
  ASSERT_TRUE(loaded.test_case);
  EXPECT_EQ(loaded.test_case->id, "a");
  EXPECT_EQ(loaded.test_case->name, "A case");
  EXPECT_EQ(loaded.test_case->tags, (Strings{"smoke", "fast"}));
  EXPECT_EQ(loaded.test_case->entrypoint, "sqs_event");
  ASSERT_EQ(loaded.test_case->expected.size(), 1u);
  EXPECT_EQ(loaded.test_case->expected[0].at, (model::Position{"cases/a.yaml", 13, 7}));
  ASSERT_TRUE(loaded.test_case->collect);
  EXPECT_EQ(loaded.test_case->collect->log_groups, Strings{"/aws/lambda/a"});
  EXPECT_EQ(loaded.test_case->collect->quiet_ms, 500);
  EXPECT_EQ(loaded.test_case->collect->deadline_ms, 60000);
}

TEST(CaseLoader, AMissingFieldIsShownWhereItBelongs) {
  EXPECT_EQ(load("name: x\n").problems, (Strings{"1:1 missing_field", "1:1 missing_field"}));
  EXPECT_EQ(load("id: a\nentrypoint:\n").problems, Strings{"2:1 missing_field"});
  EXPECT_EQ(load("id: a\nentrypoint:\n  payload: {}\n").problems, Strings{"2:1 missing_field"});
  EXPECT_EQ(load("name: x\nentrypoint: {type: http}\n").problems, Strings{"1:1 missing_field"});
}

TEST(CaseLoader, AWrongTypeIsShownAtTheValue) {
  EXPECT_EQ(load("id: 12\nentrypoint: {type: http}\n").problems, Strings{"1:5 wrong_type"});
  EXPECT_EQ(load("id: [a]\nentrypoint: {type: http}\n").problems, Strings{"1:5 wrong_type"});
  EXPECT_EQ(load("id: a\nentrypoint: sqs_event\n").problems, Strings{"2:13 wrong_type"});
  EXPECT_EQ(load("id: a\nentrypoint: {type: http, target: x}\n").problems, Strings{"2:34 wrong_type"});
  EXPECT_EQ(load("id: a\nentrypoint: {type: http}\ntags: {a: b}\n").problems, Strings{"3:7 wrong_type"});
  EXPECT_EQ(load("id: a\nentrypoint: {type: http}\ncollect: {quiet_ms: 5s}\n").problems, Strings{"3:21 wrong_type"});
  EXPECT_EQ(load("id: a\nentrypoint: {type: http}\nexpected: [has_spans]\n").problems, Strings{"3:11 wrong_type"});
  EXPECT_EQ(load("id: a\nentrypoint: {type: http}\nfixture: [x]\n").problems, Strings{"3:10 wrong_type"});
}

TEST(CaseLoader, AnUnknownEntrypointOffersTheNearest) {
  Problems problems(Purpose::DevFixtures);
  load_case("a.yaml", "id: a\nentrypoint:\n  type: sqs_evnt\n", {}, {}, problems);
  ASSERT_EQ(problems.sorted().size(), 1u);
  EXPECT_EQ(problems.sorted()[0].text(),
            "a.yaml:3:9: there is no entrypoint \"sqs_evnt\" (there are sqs_event, lambda_invoke, "
            "bedrock_invoke_agent, agentcore_invoke, mcp, http, exec); did you mean \"sqs_event\"?");
}

TEST(CaseLoader, EveryUnsetVariableIsReportedInALiveRun) {
  const std::string_view text = "id: a\nentrypoint:\n  type: sqs_event\n  target: {region: \"${R}\"}\n  payload: {a: "
                                "\"${P} ${Q}\", b: \"${R:-x}\"}\n";
  EXPECT_EQ(load(text).problems, (Strings{"4:20 unset_variable", "5:16 unset_variable", "5:16 unset_variable"}));
  EXPECT_EQ(load(text, Purpose::Check).problems.size(), 3u);
  EXPECT_EQ(load(text, Purpose::Check).problems[0], "4:20 unset_variable?");
  EXPECT_EQ(load(text, Purpose::DevFixtures).problems, Strings{});
  EXPECT_EQ(load(text, Purpose::Live, Environment({{"R", "1"}, {"P", "2"}, {"Q", "3"}})).problems, Strings{});
}

TEST(CaseLoader, VariablesInProseAreProse) {
  EXPECT_EQ(load("id: a\ndescription: uses ${X}\nnotes: {n: \"${Y}\"}\nentrypoint: {type: http}\n").problems,
            Strings{});
}

TEST(CaseLoader, ANearMissOfAKeyIsAWarning) {
  EXPECT_EQ(load("id: a\nexpeted: {}\nentrypoint: {type: http, tagret: {}}\n").problems,
            (Strings{"2:1 near_miss?", "3:26 near_miss?"}));
  EXPECT_EQ(load("id: a\nentrypoint: {type: http}\nowner: me\npriority: 1\nnode: x\nages: 3\n").problems, Strings{});
}

TEST(CaseLoader, ADuplicateKeyIsReportedBesideOtherProblems) {
  EXPECT_EQ(load("id: a\nid: b\nentrypoint: {type: nope}\n").problems,
            (Strings{"2:1 yaml_duplicate_key", "3:20 unknown_entrypoint"}));
}

TEST(CaseLoader, AFileThatIsNoMappingIsNoCase) {
  EXPECT_EQ(load("").problems, Strings{"1:1 not_a_case"});
  EXPECT_EQ(load("# nothing\n").problems, Strings{"1:1 not_a_case"});
  EXPECT_EQ(load("- a\n").problems, Strings{"1:1 not_a_case"});
  EXPECT_EQ(load("just text\n").problems, Strings{"1:1 not_a_case"});
}

TEST(CaseLoader, WhatJsonCannotSayIsFoundInThePayload) {
  EXPECT_EQ(load("id: a\nentrypoint: {type: http, payload: {x: .nan}}\n").problems, Strings{"2:39 yaml_number"});
}

TEST(CaseLoader, LogGroupsComeFromTheCaseThenItsSourcesThenTheSettings) {
  const std::string head = "id: a\nentrypoint: {type: http}\n";
  EXPECT_EQ(load(head).test_case->collect->log_groups, Strings{"/aws/lambda/default"});
  const std::string sources = "log_sources:\n  - log_group: /g\n    filter_pattern: ''\n";
  EXPECT_EQ(load(head + sources).test_case->collect->log_groups, Strings{"/g"});
  EXPECT_EQ(load(head + sources + "collect: {log_groups: /one}\n").test_case->collect->log_groups, Strings{"/one"});
  EXPECT_FALSE(load(head, Purpose::DevFixtures).test_case->collect);
  EXPECT_EQ(load(head + "collect: {log_groups: [/aws/lambda/FIXME-name]}\n").test_case->collect->log_groups,
            Strings{"/aws/lambda/default"});
  EXPECT_FALSE(load(head, Purpose::Live, {}, {}).test_case->collect);
}

TEST(CaseLoader, TheLogDelayIsTheLeastQuietPeriod) {
  const std::string head = "id: a\nentrypoint: {type: http}\n";
  const CollectDefaults defaults{{"/g"}, 3000};
  EXPECT_EQ(load(head, Purpose::Live, {}, defaults).test_case->collect->quiet_ms, 3000);
  EXPECT_EQ(load(head + "collect: {quiet_ms: 10}\n", Purpose::Live, {}, defaults).test_case->collect->quiet_ms, 3000);
  EXPECT_EQ(load(head + "collect: {quiet_ms: 5000}\n", Purpose::Live, {}, defaults).test_case->collect->quiet_ms, 5000);
}

TEST(CaseLoader, TheSameIdTwiceNamesTheFirst) {
  test::TempDir dir;
  ASSERT_TRUE(write_file(dir / "a.yaml", "id: x\nentrypoint: {type: http}\n"));
  ASSERT_TRUE(write_file(dir / "b.yaml", "# second\nid: x\nentrypoint: {type: http}\n"));
  Problems problems(Purpose::DevFixtures);
  load_cases({dir / "a.yaml", dir / "b.yaml"}, {}, {}, problems);
  ASSERT_EQ(problems.sorted().size(), 1u);
  EXPECT_EQ(problems.sorted()[0].text(), (dir / "b.yaml:2:1: the id \"x\" belongs to another case already (") +
                                             (dir / "a.yaml:1); give this one its own"));
}

TEST(CaseLoader, EveryTruncationIsACaseOrAProblem) {
  for (std::size_t size = 0; size < k_whole.size(); ++size) {
    const Loaded loaded = load(k_whole.substr(0, size));
    EXPECT_TRUE(loaded.test_case || !loaded.problems.empty()) << size;
  }
}

TEST(CaseLoader, TheCasesOfThePythonKitAreFineAsTheyAre) {
  ITK_NEED_SHARED_DATA("python-kit/cases");
  Problems problems(Purpose::DevFixtures);
  const std::vector<std::string> files =
      list_case_files({data, std::string(ITK_DATA_DIR) + "/python-kit/examples"}, problems);
  EXPECT_EQ(files.size(), 13u);
  EXPECT_EQ(load_cases(files, {}, {}, problems).size(), 13u);
  for (const Problem& problem : problems.sorted()) {
    ADD_FAILURE() << problem.text();
  }
}

TEST(CaseFiles, AFolderGivesItsYamlFilesInOrder) {
  test::TempDir dir;
  for (const char* name : {"b.yaml", "a.yml", "README.yaml", "notes.txt", "c.json"}) {
    ASSERT_TRUE(write_file(dir / name, ""));
  }
  std::filesystem::create_directories(dir / "sub.yaml");
  Problems problems(Purpose::Live);
  EXPECT_EQ(list_case_files({dir.path(), dir / "b.yaml"}, problems), (Strings{dir / "a.yml", dir / "b.yaml"}));
  EXPECT_FALSE(problems.has_errors());
}

TEST(CaseFiles, AFileThatDoesNotExistOffersItsNeighbours) {
  test::TempDir dir;
  ASSERT_TRUE(write_file(dir / "happy.yaml", ""));
  Problems problems(Purpose::Live);
  list_case_files({dir / "hapy.yaml", dir / "none/a.yaml"}, problems);
  ASSERT_EQ(problems.sorted().size(), 2u);
  EXPECT_EQ(problems.sorted()[0].text(),
            (dir / "hapy.yaml:1:1: this case file does not exist; did you mean \"") + (dir / "happy.yaml\"?"));
  EXPECT_EQ(problems.sorted()[1].text(),
            dir / "none/a.yaml:1:1: this case file does not exist; its folder does not exist either");
}

TEST(CaseFiles, AFolderWithoutCasesIsAProblem) {
  test::TempDir dir;
  Problems problems(Purpose::Live);
  EXPECT_TRUE(list_case_files({dir.path()}, problems).empty());
  EXPECT_TRUE(problems.has_errors());
}

}  // namespace
}  // namespace itk::invoke

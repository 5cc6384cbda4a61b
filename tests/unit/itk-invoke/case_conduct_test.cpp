// How a case is driven, and payloads in files, from the text of a case.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/atomic_file.h"
#include "itk-invoke/case_loader.h"
#include "itk-invoke/yaml_to_json.h"
#include "tests/support/temp_dir.h"

namespace itk::invoke {
namespace {

using Strings = std::vector<std::string>;
using ::testing::ElementsAre;

struct Loaded {
  Case test_case;
  Strings problems;  // "2:7 code", warnings as "2:7 code?"
};

Loaded load(const std::string& more, const std::string& file = "a.yaml") {
  Problems problems(Purpose::Live);
  Loaded loaded;
  loaded.test_case = load_case(file, "id: a\nentrypoint: {type: http}\n" + more,
                               Environment({{"WHO", "Ann"}, {"OTHER", "other"}}), {}, problems)
                         .value_or(Case());
  for (const Problem& problem : problems.sorted()) {
    loaded.problems.push_back(std::to_string(problem.at.line) + ":" + std::to_string(problem.at.column) + " " +
                              problem.code + (problem.level == Problem::Level::Warning ? "?" : ""));
  }
  return loaded;
}

std::string payload(const Case& test_case) {
  std::vector<YamlProblem> problems;
  return to_json(test_case.payload, problems);
}

TEST(CaseConduct, IsReadAsItStands) {
  const Loaded loaded = load("repeat: 3\ntimeout: 30s\nnonce: off\ndeliver: twice\ncanary: CANARY\n"
                             "turns: [hello, {inputText: bye}]\nrespond: {approve: true}\nuntil: {status: done}\n");
  EXPECT_THAT(loaded.problems, ElementsAre());
  const Case& read = loaded.test_case;
  EXPECT_EQ(read.repeat, 3);
  EXPECT_EQ(read.timeout_ms, 30'000);
  EXPECT_FALSE(read.nonce);
  EXPECT_EQ(read.deliver, 2);
  EXPECT_EQ(read.canaries, Strings{"CANARY"});
  EXPECT_EQ(read.turns.items.size(), 2u);
  EXPECT_TRUE(read.respond.is_map());
  EXPECT_TRUE(read.until.is_map());
}

TEST(CaseConduct, HasQuietDefaults) {
  const Case read = load("").test_case;
  EXPECT_FALSE(read.repeat);
  EXPECT_FALSE(read.timeout_ms);
  EXPECT_TRUE(read.nonce);
  EXPECT_EQ(read.deliver, 1);
  EXPECT_TRUE(read.turns.is_null() && read.respond.is_null() && read.until.is_null());
}

TEST(CaseConduct, DurationsHaveUnitsOrAreSeconds) {
  const auto timeout = [](const std::string& text) { return load("timeout: " + text + "\n").test_case.timeout_ms; };
  EXPECT_EQ(timeout("500ms"), 500);
  EXPECT_EQ(timeout("1.5m"), 90'000);
  EXPECT_EQ(timeout("2h"), 7'200'000);
  EXPECT_EQ(timeout("45"), 45'000);
  EXPECT_EQ(timeout("0.25"), 250);
  for (const char* const bad : {"0", "-1s", "soon", "1w", "30 s", "1e300s", "nan", "[1]", "{}"}) {
    EXPECT_THAT(load(std::string("timeout: ") + bad + "\n").problems, ElementsAre("3:10 wrong_type")) << bad;
  }
}

TEST(CaseConduct, WrongValuesAreShownWhereTheyStand) {
  EXPECT_THAT(load("repeat: 0\n").problems, ElementsAre("3:9 wrong_type"));
  EXPECT_THAT(load("repeat: 1.5\n").problems, ElementsAre("3:9 wrong_type"));
  EXPECT_THAT(load("nonce: maybe\n").problems, ElementsAre("3:8 wrong_type"));
  EXPECT_THAT(load("deliver: thrice\n").problems, ElementsAre("3:10 wrong_type"));
  EXPECT_THAT(load("canary: ['']\n").problems, ElementsAre("3:1 bad_canary"));
  EXPECT_THAT(load("turns: []\n").problems, ElementsAre("3:8 wrong_type"));
  EXPECT_THAT(load("turns: [[a]]\n").problems, ElementsAre("3:9 wrong_type"));
  EXPECT_THAT(load("until: done\n").problems, ElementsAre("3:8 wrong_type"));
  EXPECT_THAT(load("respond: yes\n").problems, ElementsAre("3:10 wrong_type"));
  EXPECT_THAT(load("repeet: 3\n").problems, ElementsAre("3:1 near_miss?"));
}

TEST(CaseConduct, HooksAreWordsAndNeverAShellLine) {
  const Loaded one = load("before: [psql, -c, 'delete from t', 5]\n");
  ASSERT_EQ(one.test_case.before.size(), 1u);
  EXPECT_EQ(one.test_case.before[0].argv, (Strings{"psql", "-c", "delete from t", "5"}));
  EXPECT_EQ(one.test_case.before[0].timeout_ms, 60'000);
  const Loaded several = load("after:\n  - [a, \"${WHO}\"]\n  - {run: [b], timeout: 5s}\n");
  ASSERT_EQ(several.test_case.after.size(), 2u);
  EXPECT_EQ(several.test_case.after[0].argv[1], "Ann");
  EXPECT_EQ(several.test_case.after[0].at, (Place{4, 5}));
  EXPECT_EQ(several.test_case.after[1].timeout_ms, 5000);
  for (const char* const bad :
       {"rm -rf /", "[]", "[[]]", "[[a], b]", "[[[a]]]", "{run: x}", "{}", "[a, [b]]", "{run: [a], shell: true}"}) {
    const Loaded loaded = load(std::string("before: ") + bad + "\n");
    ASSERT_FALSE(loaded.problems.empty()) << bad;
    EXPECT_THAT(loaded.problems[0], ::testing::EndsWith("bad_hook")) << bad;
  }
}

TEST(CaseConduct, AShellLineIsShownTheListForm) {
  Problems problems(Purpose::Live);
  load_case("a.yaml", "id: a\nentrypoint: {type: http}\nbefore: rm -rf /tmp/x\n", {}, {}, problems);
  ASSERT_EQ(problems.sorted().size(), 1u);
  EXPECT_EQ(
      problems.sorted()[0].text(),
      "a.yaml:3:9: \"before\" runs programs without a shell, and this is text; write the program and its words as "
      "a list, like [psql, -f, seed.sql]");
}

TEST(CaseConduct, TurnsMayStandBelowTheEntrypointAndOtherKeysMayNot) {
  EXPECT_EQ(load("").problems, Strings{});
  Problems problems(Purpose::Live);
  const std::optional<Case> read =
      load_case("a.yaml", "id: a\nentrypoint:\n  type: http\n  turns: [a]\n  timeout: 5s\n", {}, {}, problems);
  EXPECT_EQ(read->turns.items.size(), 1u);
  EXPECT_FALSE(read->timeout_ms);
  ASSERT_EQ(problems.sorted().size(), 1u);
  EXPECT_EQ(problems.sorted()[0].code, "misplaced");
  EXPECT_THAT(load("turns: [a]\n").problems, ElementsAre());
}

TEST(CaseConduct, LateValuesStandOnlyWhereTheyHaveOneInTime) {
  EXPECT_THAT(load("expected: {response_contains: '${itk.nonce}'}\n").problems, ElementsAre());
  EXPECT_THAT(load("expected: {response_contains: '${secret:x}'}\n").problems, ElementsAre("3:31 late_value"));
  EXPECT_THAT(load("canary: '${ssm:x}'\n").problems, ElementsAre("3:9 late_value"));
  EXPECT_THAT(load("collect: {log_groups: ['/a/${itk.run_id}']}\n").problems, ElementsAre("3:24 late_value"));
  EXPECT_THAT(load("fixture: '${itk.nonce}.jsonl'\n").problems, ElementsAre("3:10 late_value"));
  EXPECT_THAT(load("before: [seed, '${itk.nonce}']\n").problems, ElementsAre());
  EXPECT_THAT(load("before: [seed, '${secret:x}']\n").problems, ElementsAre("3:16 late_value"));
  Problems problems(Purpose::Live);
  load_case("a.yaml", "id: a\nentrypoint: {type: sqs_event, target: {queue_url: '${ssm:q}'}, payload: '${ssm:q}'}\n",
            {}, {}, problems);
  ASSERT_EQ(problems.sorted().size(), 1u);
  EXPECT_EQ(problems.sorted()[0].code, "late_value");
}

Loaded load_sqs(const std::string& field, const std::string& payload_text) {
  Problems problems(Purpose::Live);
  Loaded loaded;
  loaded.test_case = *load_case(
      "a.yaml", "id: a\nnonce_field: " + field + "\nentrypoint:\n  type: sqs_event\n  payload: " + payload_text + "\n",
      {}, {}, problems);
  for (const Problem& problem : problems.sorted()) {
    loaded.problems.push_back(problem.text());
  }
  return loaded;
}

TEST(CaseConduct, TheNonceIsPutIntoItsField) {
  EXPECT_EQ(payload(load_sqs("metadata.trace_id", "{a: 1, metadata: {b: 2}}").test_case),
            R"({"a":1,"metadata":{"b":2,"trace_id":"${itk.nonce}"}})");
  EXPECT_EQ(payload(load_sqs("id", "{Records: [{body: {a: 1}}, {body: {}}]}").test_case),
            R"({"Records":[{"body":{"a":1,"id":"${itk.nonce}"}},{"body":{"id":"${itk.nonce}"}}]})");
  EXPECT_EQ(payload(load_sqs("id", "{id: '${itk.nonce}'}").test_case), R"({"id":"${itk.nonce}"})");
  for (const char* const bad : {"{id: mine}", "text", "[1]"}) {
    EXPECT_EQ(load_sqs("id", bad).problems.size(), 1u) << bad;
  }
  EXPECT_EQ(
      load_sqs("a.b", "{a: text}").problems,
      Strings{"a.yaml:2:14: \"nonce_field\": \"a.b\": \"a\" is text and has no fields; name a field of a mapping"});
  EXPECT_EQ(load_sqs("a..b", "{}").problems.size(), 1u);
  EXPECT_EQ(load_sqs("id\nnonce: off", "{}").problems.size(), 1u);
}

class PayloadFileTest : public ::testing::Test {
 protected:
  Loaded load_file(const std::string& name, std::string_view text) {
    EXPECT_TRUE(write_file(dir_ / name, text));
    Problems problems(Purpose::Live);
    Loaded loaded;
    loaded.test_case = *load_case(dir_ / "a.yaml", "id: a\nentrypoint: {type: http, payload_file: " + name + "}\n",
                                  Environment({{"WHO", "Ann"}, {"OTHER", "other"}}), {}, problems);
    for (const Problem& problem : problems.sorted()) {
      loaded.problems.push_back(problem.text().substr((dir_ / "").size()));
    }
    return loaded;
  }

  test::TempDir dir_;
};

TEST_F(PayloadFileTest, IsJsonYamlOrTextByItsName) {
  EXPECT_EQ(
      payload(load_file("p.json", "\n{\"a\": 1.10, \"b\": [true, null, \"${WHO} \\u00e9\"], \"c\": {}}\n").test_case),
      R"({"a":1.10,"b":[true,null,"Ann é"],"c":{}})");
  EXPECT_EQ(payload(load_file("p.yaml", "a: 1\nb: ${WHO} ${itk.nonce}\n").test_case),
            R"({"a":1,"b":"Ann ${itk.nonce}"})");
  EXPECT_EQ(payload(load_file("p.txt", "12 for ${WHO}\n").test_case), R"("12 for Ann\n")");
  EXPECT_EQ(payload(load_file("n.txt", "12").test_case), R"("12")");
  EXPECT_EQ(payload(load_file("s.json", "\"text\"").test_case), R"("text")");
  EXPECT_EQ(payload(load_file("big.json", "123456789012345678901234567890").test_case),
            "123456789012345678901234567890");
  EXPECT_EQ(load_file("p.txt", "x").test_case.payload_file, dir_ / "p.txt");
}

TEST_F(PayloadFileTest, ProblemsStandInThatFile) {
  EXPECT_THAT(load_file("p.json", "{\"a\": 1,\n  \"b\" 2}\n").problems,
              ElementsAre("p.json:2:7: this is no JSON from here on; correct or remove it"));
  EXPECT_THAT(load_file("p.json", "{\"a\": 1").problems,
              ElementsAre("p.json:1:8: the JSON ends too early; close what is open"));
  EXPECT_THAT(load_file("p.json", "{\"a\": \"${itk.no}\",\n \"b\": \"${XYZ}\"}").problems.size(), 2u);
  EXPECT_THAT(load_file("p.json", "{\"a\": 1, \"a\": 2}").problems,
              ElementsAre("p.json:1:15: \"a\" stands twice in this object; remove one"));
  EXPECT_THAT(load_file("p.yaml", "a: b: c\n").problems.size(), 1u);
  EXPECT_THAT(load_file("p.bin", "\xff\xfe").problems.size(), 1u);
}

TEST_F(PayloadFileTest, EveryTruncationOfAJsonFileIsAProblem) {
  const std::string whole = R"({"a": [1, "x\n"], "b": {"c": null}})";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(load_file("p.json", whole.substr(0, size)).problems.size(), 1u) << size;
  }
}

TEST_F(PayloadFileTest, LaterMessagesPointIntoTheCaseFile) {
  EXPECT_EQ(load_file("p.json", "\n\n{\"a\": {\"b\": 1}}").test_case.payload.find("a")->at, (Place{2, 40}));
}

TEST(PayloadFile, HasToExistAndToBeTheOnlyPayload) {
  EXPECT_EQ(load("", "a.yaml").problems, Strings{});
  Problems problems(Purpose::Live);
  load_case("a.yaml", "id: a\nentrypoint: {type: http, payload_file: none.json}\n", {}, {}, problems);
  load_case("b.yaml", "id: a\nentrypoint: {type: http, payload: 1, payload_file: none.json}\n", {}, {}, problems);
  ASSERT_EQ(problems.sorted().size(), 2u);
  EXPECT_EQ(problems.sorted()[0].code, "payload_not_found");
  EXPECT_EQ(problems.sorted()[1].code, "given_twice");
}

}  // namespace
}  // namespace itk::invoke

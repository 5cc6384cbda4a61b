#include "itk-invoke/resume.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/atomic_file.h"
#include "tests/support/temp_dir.h"

namespace itk::invoke {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

using Key = std::pair<std::string, std::int64_t>;

const std::string k_run =
    R"({"itk":"run/1","run":"01ARZ3NDEKTSV4RRFFQ69G5FAV","mode":"live","endpoint":"aws","version":"0.1.0",)"
    R"("start":"2026-01-02T03:04:05Z"})";

std::string invocation(const std::string& inv, const std::string& case_id, int iteration,
                       const std::string& turn = "") {
  return R"({"itk":"invocation/1","inv":")" + inv + R"(","run":"01ARZ3NDEKTSV4RRFFQ69G5FAV","case":")" + case_id +
         R"(","iteration":)" + std::to_string(iteration) + (turn.empty() ? "" : ",\"turn\":" + turn) +
         R"(,"entrypoint":"sqs_event","nonce":"itk-0123456789abcdef","time":"2026-01-02T03:04:06Z"})";
}

std::string answer(const std::string& inv, const std::string& turn = "") {
  return R"({"itk":"answer/1","inv":")" + inv + "\"" + (turn.empty() ? "" : ",\"turn\":" + turn) +
         R"(,"status":"sent","attempts":1})";
}

class ResumeTest : public ::testing::Test {
 protected:
  Result<Resumed> read(const std::string& text) {
    EXPECT_TRUE(write_file(dir_ / "saved.jsonl", text));
    return read_resumed(dir_ / "saved.jsonl");
  }
  static std::string lines(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
      text += line + "\n";
    }
    return text;
  }

  test::TempDir dir_;
};

TEST_F(ResumeTest, WhatWasAnsweredIsKeptInItsOrderAndWhatWasNotIsUnknown) {
  const std::string a1 = invocation("A", "a", 1), b1 = invocation("B", "b", 1), a2 = invocation("C", "a", 2);
  const auto resumed = read(lines({k_run, a1, b1, answer("B"), a2, answer("A")}));
  ASSERT_TRUE(resumed) << resumed.error().message;
  EXPECT_EQ(resumed->run.run, "01ARZ3NDEKTSV4RRFFQ69G5FAV");
  EXPECT_THAT(resumed->answered, ElementsAre(Key("a", 1), Key("b", 1)));
  EXPECT_THAT(resumed->lines, ElementsAre(a1, answer("A"), b1, answer("B")));
  ASSERT_EQ(resumed->unknown.size(), 1u);
  const auto& [key, unknown] = *resumed->unknown.begin();
  EXPECT_EQ(key, Key("a", 2));
  EXPECT_EQ(unknown.invocation.nonce, "itk-0123456789abcdef");
  EXPECT_THAT(unknown.lines, ElementsAre(a2));
}

// Its first turn has been answered: nothing of that may be lost when the second is found.
TEST_F(ResumeTest, AConversationIsUnknownAsAWhole) {
  const std::string first = invocation("A", "a", 1, "1"), second = invocation("A", "a", 1, "2");
  const auto resumed = read(lines({k_run, first, answer("A", "1"), second}));
  ASSERT_TRUE(resumed) << resumed.error().message;
  EXPECT_THAT(resumed->answered, IsEmpty());
  EXPECT_THAT(resumed->lines, IsEmpty());
  const Unknown& unknown = resumed->unknown.at({"a", 1});
  EXPECT_EQ(unknown.invocation.turn, 2);
  EXPECT_THAT(unknown.lines, ElementsAre(first, answer("A", "1"), second));
}

TEST_F(ResumeTest, EventsThatCameWithAnAnswerStayWithIt) {
  const std::string event =
      R"({"itk":"event/1","id":"itk-0123456789abcdef-1","source":"bedrock-trace","kind":"trace","inv":"A"})";
  const std::string collected = R"({"itk":"event/1","id":"3790","source":"logs","kind":"log","inv":"A"})";
  const auto resumed = read(lines({k_run, invocation("A", "a", 1), event, collected, answer("A")}));
  ASSERT_TRUE(resumed) << resumed.error().message;
  EXPECT_THAT(resumed->lines, ElementsAre(invocation("A", "a", 1), event, answer("A")));
}

TEST_F(ResumeTest, ALastLineThatWasCutCountsAsNotWritten) {
  const std::string last = answer("B");
  const std::string before = lines({k_run, invocation("A", "a", 1), answer("A"), invocation("B", "b", 1)});
  for (std::size_t length = 0; length < last.size(); ++length) {
    const auto resumed = read(before + last.substr(0, length));
    ASSERT_TRUE(resumed) << length << ": " << resumed.error().message;
    EXPECT_THAT(resumed->answered, ElementsAre(Key("a", 1))) << length;
    EXPECT_EQ(resumed->unknown.count({"b", 1}), 1u) << length;
  }
}

TEST_F(ResumeTest, ALineInTheMiddleThatIsNoRecordIsAnErrorWithItsPlace) {
  const auto resumed = read(lines({k_run, invocation("A", "a", 1).substr(0, 40), answer("A")}));
  ASSERT_FALSE(resumed);
  EXPECT_THAT(resumed.error().message, HasSubstr("saved.jsonl:2"));
}

TEST_F(ResumeTest, WithoutARunThereIsNothingToGoOnWith) {
  for (const std::string& text : {std::string(), invocation("A", "a", 1) + "\n", k_run.substr(0, 30)}) {
    const auto resumed = read(text);
    ASSERT_FALSE(resumed) << text;
    EXPECT_EQ(resumed.error().code, "no_run");
    EXPECT_EQ(resumed.error().exit, ExitCode::Contract);
  }
  EXPECT_FALSE(read_resumed(dir_ / "none.jsonl"));
}

TEST_F(ResumeTest, SeveralRunsAreAnError) {
  std::string other = k_run;
  other.replace(other.find("01ARZ3"), 6, "01BRZ3");
  EXPECT_EQ(read(lines({k_run, other})).error().code, "several_runs");
}

}  // namespace
}  // namespace itk::invoke

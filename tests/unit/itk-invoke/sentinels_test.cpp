// What a case declares about the end of its evidence.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "itk-invoke/case_loader.h"

namespace itk::invoke {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Loaded {
  std::vector<model::Sentinel> until;
  std::vector<std::string> problems;
};

Loaded load(const std::string& until) {
  Problems problems(Purpose::Live);
  Loaded loaded;
  const Case test_case = load_case("a.yaml", "id: a\nentrypoint: {type: http}\ncollect:\n  until: " + until + "\n",
                                   Environment(), {}, problems)
                             .value_or(Case());
  loaded.until = test_case.collect.value_or(model::CollectRules()).until;
  for (const Problem& problem : problems.sorted()) {
    loaded.problems.push_back(problem.text());
  }
  return loaded;
}

TEST(Sentinels, OneMayStandWithoutAList) {
  const Loaded loaded = load("report");
  EXPECT_THAT(loaded.problems, IsEmpty());
  ASSERT_THAT(loaded.until, SizeIs(1));
  EXPECT_EQ(loaded.until[0].what, "report");
}

TEST(Sentinels, AllKindsAreReadAndARepetitionCountsOnce) {
  const Loaded loaded =
      load("[report, report, final_answer, {log: 'order (\\d+) shipped', group: /g}, {span: server, operation: Invoke},"
           " {span: any, component: 'tool:orders'}, {empty_queue: itk-demo-dlq}]");
  EXPECT_THAT(loaded.problems, IsEmpty());
  EXPECT_THAT(loaded.until, ElementsAre(model::Sentinel{"report", "", "", "", "", "", ""},
                                        model::Sentinel{"answer", "", "", "", "", "", ""},
                                        model::Sentinel{"log", "order (\\d+) shipped", "/g", "", "", "", ""},
                                        model::Sentinel{"span", "", "", "server", "Invoke", "", ""},
                                        model::Sentinel{"span", "", "", "", "", "tool:orders", ""},
                                        model::Sentinel{"queue", "", "", "", "", "", "itk-demo-dlq"}));
}

TEST(Sentinels, WhatIsWrongIsNamedWithItsPlace) {
  EXPECT_THAT(load("reports").problems,
              ElementsAre(HasSubstr("a.yaml:4:10: \"reports\" is nothing that evidence can end with")));
  EXPECT_THAT(load("[report, {log: 'a(b'}]").problems, ElementsAre(HasSubstr("a.yaml:4:25: \"a(b\" is no regular")));
  EXPECT_THAT(load("{span: middle}").problems, ElementsAre(HasSubstr("a.yaml:4:17: \"middle\" is no kind of span")));
  EXPECT_THAT(load("{span: any}").problems, ElementsAre(HasSubstr("a.yaml:4:10: any span would do")));
  EXPECT_THAT(load("{log: a, grup: /g}").problems, ElementsAre(HasSubstr("a.yaml:4:19: \"grup\" means nothing")));
  EXPECT_THAT(load("{wait: 5}").problems, ElementsAre(HasSubstr("a.yaml:4:10: collect.until takes report")));
  EXPECT_THAT(load("[[report]]").problems, ElementsAre(HasSubstr("a.yaml:4:11: collect.until takes report")));
}

}  // namespace
}  // namespace itk::invoke

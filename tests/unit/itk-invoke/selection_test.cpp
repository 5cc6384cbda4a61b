#include "itk-invoke/selection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>

#include "common/aws/providers/run_program.h"
#include "common/base/atomic_file.h"
#include "tests/support/temp_dir.h"

namespace itk::invoke {
namespace {

using Strings = std::vector<std::string>;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SelectionTest : public ::testing::Test {
 protected:
  void add(const std::string& id, const Strings& tags = {}, std::int64_t row = 0) {
    Case test_case;
    test_case.id = row == 0 ? id : id + "[" + std::to_string(row) + "]";
    test_case.row = row;
    test_case.tags = tags;
    test_case.file = dir_ / (id + ".yaml");
    cases_.push_back(test_case);
  }

  // The ids that are left, or the error.
  Strings select(const Selection& selection, const Environment& environment = Environment::of_process()) {
    std::vector<Case> cases = cases_;
    Result<Selected> selected = select_cases(cases, selection, environment);
    if (!selected) {
      return {"error: " + selected.error().message};
    }
    selected_ = std::move(*selected);
    Strings ids;
    for (const Case& test_case : cases) {
      ids.push_back(test_case.id);
    }
    return ids;
  }

  Selection filter(const std::string& glob) {
    Selection selection;
    selection.filter = glob;
    return selection;
  }
  Selection tags(const Strings& tags) {
    Selection selection;
    selection.tags = tags;
    return selection;
  }
  Selection shard(const std::string& text) {
    Selection selection;
    selection.shard = text;
    return selection;
  }
  Selection rerun(const std::string& run) {
    Selection selection;
    selection.rerun_failed = run;
    return selection;
  }
  Selection since(const std::string& ref) {
    Selection selection;
    selection.changed_since = ref;
    return selection;
  }

  void write(const std::string& name, std::string_view text) {
    std::filesystem::create_directories(std::filesystem::path(dir_ / name).parent_path());
    ASSERT_TRUE(write_file(dir_ / name, text));
  }

  void git(Strings words) {
    Strings command = {"git", "-C", dir_.path(), "-c", "user.name=t", "-c", "user.email=t@example.com"};
    command.insert(command.end(), words.begin(), words.end());
    Environment environment = Environment::of_process();
    environment.set("GIT_CONFIG_GLOBAL", "/dev/null");
    const auto out = aws::providers::run_program(command, environment, std::chrono::seconds(20));
    ASSERT_TRUE(out);
    ASSERT_EQ(out->exit_status, 0) << out->err;
  }

  test::TempDir dir_;
  std::vector<Case> cases_;
  Selected selected_;
};

TEST_F(SelectionTest, WithoutWishesEverythingStays) {
  add("a");
  add("b");
  EXPECT_THAT(select({}), ElementsAre("a", "b"));
  EXPECT_EQ(selected_.shard, "");
}

TEST_F(SelectionTest, AFilterIsAGlobOnIdsAndARowsCaseIsAllItsRows) {
  add("refund", {}, 1);
  add("refund", {}, 2);
  add("refund-late");
  EXPECT_THAT(select(filter("refund*")), ElementsAre("refund[1]", "refund[2]", "refund-late"));
  EXPECT_THAT(select(filter("refund")), ElementsAre("refund[1]", "refund[2]"));
  EXPECT_THAT(select(filter("refund[2]")), ElementsAre("refund[2]"));
  EXPECT_THAT(select(filter("refund-latte")),
              ElementsAre("error: --filter refund-latte matches none of 3 case ids; did you mean \"refund-late\"?"));
}

TEST_F(SelectionTest, OneOfTheTagsAndNoneOfTheOthers) {
  add("a", {"smoke", "slow"});
  add("b", {"smoke"});
  add("c", {"billing"});
  add("d");
  EXPECT_THAT(select(tags({"smoke"})), ElementsAre("a", "b"));
  EXPECT_THAT(select(tags({"smoke", "billing"})), ElementsAre("a", "b", "c"));
  EXPECT_THAT(select(tags({"smoke", "!slow"})), ElementsAre("b"));
  EXPECT_THAT(select(tags({"!slow"})), ElementsAre("b", "c", "d"));
  EXPECT_THAT(select(tags({"smok"})), ElementsAre("error: --tag smok selects none of 4 cases (their tags: billing, "
                                                  "slow, smoke); did you mean \"smoke\" or \"slow\"?"));
  EXPECT_THAT(select(tags({"!"})), ElementsAre(HasSubstr("--tag needs a name")));
}

TEST_F(SelectionTest, ShardsAreDealtFromWhatIsSelectedAndAnEmptyOneIsFine) {
  for (const char* const id : {"a", "b", "c"}) {
    add(id, {"t"});
  }
  add("d");
  Strings all;
  for (const char* const text : {"1/4", "2/4", "3/4", "4/4"}) {
    Selection selection = shard(text);
    selection.tags = {"t"};
    const Strings part = select(selection);
    EXPECT_LE(part.size(), 1u);
    EXPECT_EQ(selected_.empty_because.empty(), !part.empty());
    all.insert(all.end(), part.begin(), part.end());
  }
  EXPECT_THAT(all, ::testing::UnorderedElementsAre("a", "b", "c"));
  EXPECT_EQ(selected_.empty_because, "shard 4/4 is empty: there are 3 cases for 4 shards");
  EXPECT_THAT(select(shard("x")), ElementsAre(HasSubstr("write it like 2/5")));
  select(shard("auto"), Environment({{"CI_NODE_INDEX", "2"}, {"CI_NODE_TOTAL", "3"}}));
  EXPECT_EQ(selected_.shard, "2/3");
}

constexpr std::string_view k_run =
    R"({"itk":"verdict/1","case":"a","status":"failed","iterations":1,"passed":0,"spans":0,"errors":0,"retries":0}
{"itk":"verdict/1","case":"b","status":"passed","iterations":1,"passed":1,"spans":0,"errors":0,"retries":0}
{"itk":"verdict/1","case":"gone","status":"error","iterations":1,"passed":0,"spans":0,"errors":0,"retries":0}
{"itk":"from-the-future/9"}
)";

TEST_F(SelectionTest, WhatFailedIsRunAgainAndWhatIsGoneIsNamed) {
  add("a");
  add("b");
  write("run/run.jsonl", k_run);
  EXPECT_THAT(select(rerun(dir_ / "run")), ElementsAre("a"));
  EXPECT_THAT(selected_.warnings,
              ElementsAre("gone failed in " + dir_ / "run/run.jsonl" + " and is no longer among the cases"));
  EXPECT_THAT(select(rerun(dir_ / "run/run.jsonl")), ElementsAre("a"));
  cases_.erase(cases_.begin());
  EXPECT_THAT(select(rerun(dir_ / "run")), ElementsAre(HasSubstr("(a, gone) is among these 1 cases")));
}

TEST_F(SelectionTest, ACompressedRunIsARun) {
  add("a");
  add("b");
  std::filesystem::create_directories(dir_ / "run");
  gzFile file = gzopen((dir_ / "run/run.jsonl.gz").c_str(), "wb");
  gzwrite(file, k_run.data(), static_cast<unsigned>(k_run.size()));
  gzclose(file);
  EXPECT_THAT(select(rerun(dir_ / "run")), ElementsAre("a"));
  const std::string whole = read_file(dir_ / "run/run.jsonl.gz").value();
  write("run/run.jsonl.gz", whole.substr(0, whole.size() - 12));
  EXPECT_THAT(select(rerun(dir_ / "run")), ElementsAre(HasSubstr("the compressed file is cut")));
}

TEST_F(SelectionTest, WithoutVerdictsErrorsAndMissingAnswersCount) {
  for (const char* const id : {"a", "b", "c"}) {
    add(id);
  }
  const auto sent = [](const std::string& id) {
    return R"({"itk":"invocation/1","inv":"I)" + id + R"(","run":"R","case":")" + id +
           R"(","iteration":1,"entrypoint":"http"})" + "\n";
  };
  write("run.jsonl", sent("a") + sent("b") + sent("c") +
                         R"({"itk":"answer/1","inv":"Ia","status":"error","attempts":1})" + "\n" +
                         R"({"itk":"answer/1","inv":"Ib","status":"ok","attempts":1})" + "\n");
  EXPECT_THAT(select(rerun(dir_ / "run.jsonl")), ElementsAre("a", "c"));
  EXPECT_THAT(selected_.warnings, ElementsAre(HasSubstr("has no verdicts")));
}

TEST_F(SelectionTest, ARunThatCannotTellIsAnError) {
  add("a");
  write("ok.jsonl",
        R"({"itk":"verdict/1","case":"a","status":"passed","iterations":1,"passed":1,"spans":0,"errors":0,"retries":0})"
        "\n");
  write("bad.jsonl", "{\"itk\":\"verdict/1\"}\n");
  std::filesystem::create_directories(dir_ / "empty");
  EXPECT_THAT(select(rerun(dir_ / "ok.jsonl")), ElementsAre(HasSubstr("none of the 1 cases in")));
  EXPECT_THAT(select(rerun(dir_ / "bad.jsonl")), ElementsAre(HasSubstr("bad.jsonl:1: ")));
  EXPECT_THAT(select(rerun(dir_ / "empty")), ElementsAre(HasSubstr("this folder has none of run.jsonl")));
  EXPECT_THAT(select(rerun(dir_ / "nowhere")), ElementsAre(HasSubstr("cannot be read")));
}

TEST_F(SelectionTest, WhatDiffersFromACommitIsWhatChanged) {
  for (const char* const id : {"same", "edited", "staged", "untracked", "ignored", "payload", "fixture"}) {
    add(id);
    write(std::string(id) + ".yaml", "id: x\n");
  }
  cases_[5].payload_file = dir_ / "p q.json";
  write("p q.json", "{}");
  git({"init", "-q"});
  write(".gitignore", "ignored.yaml\n");
  git({"add", ".gitignore", "same.yaml", "edited.yaml", "staged.yaml", "payload.yaml", "fixture.yaml", "p q.json"});
  git({"commit", "-qm", "one"});
  write("edited.yaml", "id: y\n");
  write("staged.yaml", "id: y\n");
  git({"add", "staged.yaml"});
  write("p q.json", "{\"a\":1}");
  write("fixture.jsonl", "{}\n");
  EXPECT_THAT(select(since("HEAD")), ElementsAre("edited", "staged", "untracked", "ignored", "payload", "fixture"));
  git({"add", "-A"});
  git({"commit", "-qm", "two"});
  EXPECT_THAT(select(since("HEAD~1")), ElementsAre("edited", "staged", "untracked", "ignored", "payload", "fixture"));
  EXPECT_THAT(select(since("HEAD")), ElementsAre("ignored"));
  cases_.erase(cases_.begin() + 4);
  EXPECT_THAT(select(since("HEAD")), ElementsAre(HasSubstr("none of 6 cases changed since HEAD")));
}

TEST_F(SelectionTest, ACommitThatNobodyKnowsIsAnErrorThatSaysWhatToFetch) {
  add("a");
  write("a.yaml", "id: a\n");
  EXPECT_THAT(select(since("--output=/tmp/x")), ElementsAre(HasSubstr("this is no name of a commit")));
  EXPECT_THAT(select(since("")), ElementsAre("a"));
  EXPECT_THAT(select(since("main")), ElementsAre(HasSubstr("is in no git working tree")));
  git({"init", "-q"});
  EXPECT_THAT(select(since("origin/main")),
              ElementsAre(HasSubstr("this repository knows no such commit; fetch it (git fetch origin origin/main")));
}

TEST_F(SelectionTest, FilesOutsideTheRepositoryCountAsChanged) {
  add("a");
  add("b");
  write("a.yaml", "id: a\n");
  git({"init", "-q"});
  git({"add", "-A"});
  git({"commit", "-qm", "one"});
  test::TempDir elsewhere;
  cases_[1].file = elsewhere / "b.yaml";
  ASSERT_TRUE(write_file(elsewhere / "b.yaml", "id: b\n"));
  EXPECT_THAT(select(since("HEAD")), ElementsAre("b"));
  EXPECT_THAT(selected_.warnings, ElementsAre(HasSubstr("not in the repository")));
}

}  // namespace
}  // namespace itk::invoke

#include "itk-invoke/shard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace itk::invoke {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

std::string automatic(const Variables& variables) {
  const Result<Shard> shard = read_shard("auto", Environment(variables));
  return shard ? shard->text() : shard.error().message;
}

TEST(Shard, IsWrittenAsOneOfSeveral) {
  EXPECT_EQ(read_shard("2/5", {}).value(), (Shard{2, 5}));
  EXPECT_EQ(read_shard("1/1", {}).value(), (Shard{1, 1}));
  for (const char* const bad : {"", "2", "/", "0/5", "6/5", "2/", "/5", "a/b", "1/0", "2/5/1", "-1/5", "1/9999999"}) {
    EXPECT_FALSE(read_shard(bad, {})) << bad;
  }
}

TEST(Shard, AllTogetherAreEverythingOnceAndOfOneSize) {
  std::vector<std::string> ids;
  for (int i = 0; i < 103; ++i) {
    ids.push_back("case-" + std::to_string(i));
  }
  for (const std::size_t total : {1u, 2u, 5u, 7u, 200u}) {
    std::vector<int> taken(ids.size());
    for (std::size_t index = 1; index <= total; ++index) {
      const std::vector<bool> belongs = in_shard(ids, {index, total});
      const std::size_t size = static_cast<std::size_t>(std::count(belongs.begin(), belongs.end(), true));
      EXPECT_TRUE(size == ids.size() / total || size == ids.size() / total + 1) << total;
      for (std::size_t i = 0; i < ids.size(); ++i) {
        taken[i] += belongs[i] ? 1 : 0;
      }
    }
    EXPECT_EQ(taken, std::vector<int>(ids.size(), 1)) << total;
  }
}

TEST(Shard, DoesNotDependOnTheOrderOfTheCases) {
  const std::vector<bool> forwards = in_shard({"a", "b", "c"}, {1, 2});
  const std::vector<bool> backwards = in_shard({"c", "b", "a"}, {1, 2});
  EXPECT_EQ(forwards, std::vector<bool>(backwards.rbegin(), backwards.rend()));
}

TEST(Shard, EachPlatformCountsInItsOwnWay) {
  EXPECT_EQ(automatic({{"CI_NODE_INDEX", "2"}, {"CI_NODE_TOTAL", "5"}}), "2/5");
  EXPECT_EQ(automatic({{"CI_NODE_TOTAL", "1"}}), "1/1");
  EXPECT_EQ(automatic({{"CIRCLE_NODE_INDEX", "0"}, {"CIRCLE_NODE_TOTAL", "4"}}), "1/4");
  EXPECT_EQ(automatic({{"BUILDKITE_PARALLEL_JOB", "3"}, {"BUILDKITE_PARALLEL_JOB_COUNT", "4"}}), "4/4");
  EXPECT_EQ(automatic({{"JOB_COMPLETION_INDEX", "1"}, {"ITK_SHARD_TOTAL", "3"}}), "2/3");
  EXPECT_EQ(automatic({{"AWS_BATCH_JOB_ARRAY_INDEX", "9"}, {"AWS_BATCH_JOB_ARRAY_SIZE", "10"}}), "10/10");
  EXPECT_EQ(automatic({{"AWS_BATCH_JOB_ARRAY_INDEX", "9"}, {"ITK_SHARD_TOTAL", "10"}}), "10/10");
  const Variables slurm = {
      {"SLURM_ARRAY_TASK_COUNT", "5"}, {"SLURM_ARRAY_TASK_MIN", "3"}, {"SLURM_ARRAY_TASK_STEP", "2"}};
  Variables seventh = slurm;
  seventh["SLURM_ARRAY_TASK_ID"] = "7";
  EXPECT_EQ(automatic(seventh), "3/5");
}

TEST(Shard, WhatContradictsItselfIsAnErrorThatSaysWhatToSet) {
  using ::testing::HasSubstr;
  EXPECT_THAT(automatic({}), HasSubstr("give --shard i/n"));
  EXPECT_THAT(automatic({{"JOB_COMPLETION_INDEX", "1"}}), HasSubstr("set ITK_SHARD_TOTAL to their number"));
  EXPECT_THAT(automatic({{"CI_NODE_INDEX", "0"}, {"CI_NODE_TOTAL", "2"}}), HasSubstr("GitLab counts from 1"));
  EXPECT_THAT(automatic({{"CI_NODE_INDEX", "3"}, {"CI_NODE_TOTAL", "2"}}), HasSubstr("makes no sense"));
  EXPECT_THAT(automatic({{"CI_NODE_TOTAL", "2"}}), HasSubstr("sets CI_NODE_TOTAL and not CI_NODE_INDEX"));
  EXPECT_THAT(automatic({{"CIRCLE_NODE_INDEX", "4"}, {"CIRCLE_NODE_TOTAL", "4"}}), HasSubstr("makes no sense"));
  EXPECT_THAT(automatic({{"CI_NODE_INDEX", "one"}, {"CI_NODE_TOTAL", "2"}}), HasSubstr("no number"));
  EXPECT_THAT(
      automatic(
          {{"CI_NODE_INDEX", "1"}, {"CI_NODE_TOTAL", "2"}, {"CIRCLE_NODE_INDEX", "1"}, {"CIRCLE_NODE_TOTAL", "2"}}),
      HasSubstr("GitLab say 1/2 and those of CircleCI say 2/2"));
  EXPECT_THAT(automatic({{"SLURM_ARRAY_TASK_ID", "4"},
                         {"SLURM_ARRAY_TASK_COUNT", "2"},
                         {"SLURM_ARRAY_TASK_MIN", "1"},
                         {"SLURM_ARRAY_TASK_STEP", "2"}}),
              HasSubstr("an array without gaps"));
}

}  // namespace
}  // namespace itk::invoke

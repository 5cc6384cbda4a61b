#include "itk-invoke/soak_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/temp_dir.h"

namespace itk::invoke {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

class SoakSettings : public ::testing::Test {
 protected:
  Status apply(const std::map<std::string, std::string>& variables) {
    std::filesystem::create_directories(dir_ / ".git");  // the search for .env ends here
    Environment environment;
    for (const auto& [name, value] : variables) {
      environment.set(name, value);
    }
    const settings::Settings settings = settings::Settings::load({environment, dir_.path(), ""}).value();
    return apply_soak_settings(settings, options_);
  }
  std::string refusal(const std::map<std::string, std::string>& variables) {
    const Status applied = apply(variables);
    return applied ? "" : applied.error().message;
  }

  test::TempDir dir_;
  Options options_;
};

TEST_F(SoakSettings, WithoutAnyItIsTenIterationsFiveAtOnce) {
  ASSERT_TRUE(apply({}));
  EXPECT_EQ(options_.iterations, 10);
  EXPECT_EQ(options_.pace.max_inflight, 5);
  EXPECT_EQ(options_.pace.rate, 0);
  EXPECT_EQ(options_.duration, milliseconds(0));
}

TEST_F(SoakSettings, AllOfThemHaveTheirEffect) {
  ASSERT_TRUE(apply({{"ITK_SOAK_DURATION", "30m"},
                     {"ITK_SOAK_INITIAL_RATE", "2.5"},
                     {"ITK_SOAK_INTERVAL", "3"},
                     {"ITK_SOAK_MAX_INFLIGHT", "7"}}));
  EXPECT_EQ(options_.iterations, std::nullopt);
  EXPECT_EQ(options_.duration, milliseconds(1'800'000));
  EXPECT_EQ(options_.pace.rate, 2.5);
  EXPECT_EQ(options_.pace.interval, milliseconds(3000));
  EXPECT_EQ(options_.pace.max_inflight, 7);
}

TEST_F(SoakSettings, IterationsComeBeforeADuration) {
  ASSERT_TRUE(apply({{"ITK_SOAK_DURATION", "30m"}, {"ITK_SOAK_ITERATIONS", "4"}}));
  EXPECT_EQ(options_.iterations, 4);
  EXPECT_EQ(options_.duration, milliseconds(0));
}

TEST_F(SoakSettings, FlagsComeBeforeSettings) {
  options_.continuous = true;
  options_.pace = {3, 9, milliseconds(1), {}};
  ASSERT_TRUE(apply({{"ITK_SOAK_ITERATIONS", "4"},
                     {"ITK_SOAK_DURATION", "30m"},
                     {"ITK_SOAK_INITIAL_RATE", "2"},
                     {"ITK_SOAK_INTERVAL", "3"},
                     {"ITK_SOAK_MAX_INFLIGHT", "7"}}));
  EXPECT_EQ(options_.iterations, std::nullopt);
  EXPECT_EQ(options_.duration, milliseconds(0));
  EXPECT_EQ(options_.pace.rate, 9);
  EXPECT_EQ(options_.pace.interval, milliseconds(1));
  EXPECT_EQ(options_.pace.max_inflight, 3);
}

TEST_F(SoakSettings, WhatTheyCannotMeanIsSaidWithItsName) {
  EXPECT_THAT(refusal({{"ITK_SOAK_DURATION", "half an hour"}}), HasSubstr("ITK_SOAK_DURATION=half an hour"));
  EXPECT_THAT(refusal({{"ITK_SOAK_INTERVAL", "-1"}}), HasSubstr("ITK_SOAK_INTERVAL=-1"));
  for (const char* rate : {"fast", "2x", "0", "-1", "nan", "inf"}) {
    options_ = {};
    EXPECT_THAT(refusal({{"ITK_SOAK_INITIAL_RATE", rate}}), HasSubstr("ITK_SOAK_INITIAL_RATE")) << rate;
  }
  for (const char* name : {"ITK_SOAK_ITERATIONS", "ITK_SOAK_MAX_INFLIGHT"}) {
    for (const char* value : {"many", "0", "-3"}) {
      options_ = {};
      EXPECT_THAT(refusal({{name, value}}), HasSubstr(name)) << value;
    }
  }
}

}  // namespace
}  // namespace itk::invoke

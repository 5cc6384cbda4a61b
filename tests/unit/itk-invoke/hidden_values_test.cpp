#include "itk-invoke/hidden_values.h"

#include <gtest/gtest.h>

namespace itk::invoke {
namespace {

std::string hidden(const std::map<std::string, std::string>& fetched, const std::string& text) {
  return HiddenValues(fetched).hide(text);
}

TEST(HiddenValues, NothingFetchedHidesNothing) { EXPECT_EQ(hidden({}, "all of it"), "all of it"); }

TEST(HiddenValues, AValueIsHiddenWhereverItStands) {
  EXPECT_EQ(hidden({{"ssm:a", "opensesame"}}, "opensesame, and opensesame again"), "(hidden), and (hidden) again");
}

TEST(HiddenValues, AValueIsHiddenAsItStandsInJson) {
  EXPECT_EQ(hidden({{"ssm:a", "open\"sesame\n"}}, R"({"echo":"open\"sesame\n"})"), R"x({"echo":"(hidden)"})x");
}

// As the body of a message in an event, or what a tool of an agent was given.
TEST(HiddenValues, AValueIsHiddenInJsonWithinJson) {
  EXPECT_EQ(hidden({{"ssm:a", "open\"sesame"}}, R"x({"body":"{\"echo\":\"open\\\"sesame\"}"})x"),
            R"x({"body":"{\"echo\":\"(hidden)\"}"})x");
}

TEST(HiddenValues, AValueIsHiddenInUrlsAndInBase64) {
  const std::map<std::string, std::string> fetched = {{"ssm:a", "open sesame/now"}};
  EXPECT_EQ(hidden(fetched, "https://host/?q=open%20sesame%2Fnow"), "https://host/?q=(hidden)");
  EXPECT_EQ(hidden(fetched, "b3BlbiBzZXNhbWUvbm93"), "(hidden)");
}

TEST(HiddenValues, OfAValueThatContainsAnotherNothingIsLeft) {
  EXPECT_EQ(hidden({{"ssm:a", "sesame"}, {"ssm:b", "open sesame now"}}, "open sesame now; sesame"),
            "(hidden); (hidden)");
}

TEST(HiddenValues, OfASecretThatIsAnObjectEachTextIsHidden) {
  const std::map<std::string, std::string> fetched = {
      {"secret:db", R"({"user":"canteen","password":"open\u0020sesame","port":5432,"options":{"pin":"nested-one"}})"}};
  EXPECT_EQ(hidden(fetched, "canteen/open sesame/nested-one"), "(hidden)/(hidden)/(hidden)");
  EXPECT_EQ(hidden(fetched, "port 5432"), "port 5432");
}

TEST(HiddenValues, BytesAreNoReasonToFail) {
  const std::string bytes = "open\xff\xfesesame";
  EXPECT_EQ(hidden({{"secret:a", bytes}}, "x" + bytes), "x(hidden)");
}

// An empty member of a secret stands everywhere, and says nothing.
TEST(HiddenValues, WhatIsTooShortToBeASecretIsLeft) {
  EXPECT_EQ(hidden({{"secret:a", R"({"a":"","b":"x"})"}}, "xyz"), "xyz");
}

}  // namespace
}  // namespace itk::invoke

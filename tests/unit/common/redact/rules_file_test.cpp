#include <gtest/gtest.h>

#include "common/base/atomic_file.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/common/redact/support.h"

namespace itk::redact {
namespace {

class RulesFile : public ::testing::Test {
 protected:
  Result<Redactor> with(std::string_view rules) {
    Options options;
    options.key = k_some_key;
    options.rules_file = dir_.path() + "/rules.json";
    EXPECT_TRUE(write_file(options.rules_file, rules));
    return make_redactor(options);
  }
  std::string error_of(std::string_view rules) {
    const Result<Redactor> redactor = with(rules);
    return redactor ? "none" : redactor.error().message;
  }

  test::TempDir dir_;
};

TEST_F(RulesFile, AddsKeysAndNamedPatterns) {
  Result<Redactor> redactor = with(R"({"keys":["pin"],"patterns":[{"name":"order","regex":"ORD-\\d+"}]})");
  ASSERT_TRUE(redactor);
  EXPECT_EQ(shape_of(redactor->text("pin=1234 ORD-77")), "pin=<secret:*> <order:*>");
}

TEST_F(RulesFile, LetsThroughWhatIsAllowed) {
  Result<Redactor> redactor = with(
      R"({"off":["phone"],"allow":{"keys":["csrfToken"],"values":["help@example.com"],"patterns":[".*@example\\.org"]}})");
  ASSERT_TRUE(redactor);
  const std::string allowed = "+14155552671 csrfToken=abc help@example.com bob@example.org";
  EXPECT_EQ(redactor->text(allowed), allowed);
  EXPECT_EQ(shape_of(redactor->text("bob@example.com")), "<email:*>");
}

TEST_F(RulesFile, MistakesAreNamed) {
  EXPECT_NE(error_of(R"({"key":["pin"]})").find("rules.json: \"key\" is unknown here"), std::string::npos);
  EXPECT_NE(error_of(R"({"allow":{"rules":[]}})").find("\"allow.rules\" is unknown"), std::string::npos);
  EXPECT_NE(error_of(R"({"keys":"pin"})").find("\"keys\" is a list of strings"), std::string::npos);
  EXPECT_NE(error_of(R"({"patterns":[{"name":"a"}]})").find("a pattern is a string or has"), std::string::npos);
  EXPECT_NE(error_of(R"({"patterns":[{"name":"A b","regex":"x"}]})").find("the name of a pattern"), std::string::npos);
  EXPECT_NE(error_of(R"({"patterns":["x*"]})").find("matches the empty text"), std::string::npos);
  EXPECT_NE(error_of(R"({"allow":{"patterns":["("]}})").find("missing )"), std::string::npos);
  EXPECT_NE(error_of("{").find("rules.json: not valid JSON"), std::string::npos);
}

}  // namespace
}  // namespace itk::redact

#include "common/redact/tripwire.h"

#include <gtest/gtest.h>

namespace itk::redact {
namespace {

Environment settings(std::map<std::string, std::string, std::less<>> values) { return Environment(std::move(values)); }

TEST(Tripwire, NamesFileRuleAndPlaceAndNeverTheValue) {
  Tripwire tripwire = Tripwire::make(settings({})).value();
  const Status found = tripwire.check("timeline.html", "<p>\n<td>jane@example.com</td>");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().exit, ExitCode::Contract);
  EXPECT_EQ(found.error().message.find("timeline.html:2:5: "), 0u) << found.error().message;
  EXPECT_NE(found.error().message.find("\"email\""), std::string::npos);
  EXPECT_EQ(found.error().message.find("jane"), std::string::npos);
}

TEST(Tripwire, PseudonymsAndOrdinaryTextPass) {
  Tripwire tripwire = Tripwire::make(settings({})).value();
  EXPECT_TRUE(
      tripwire.check("a.html", "<email:0123456789abcdef> 8f507cfc-1111-4697-b07a-ac58fc914c95 totalTokens: 12"));
}

TEST(Tripwire, LooksAtTheNamesOfFilesToo) {
  Tripwire tripwire = Tripwire::make(settings({})).value();
  const Status found = tripwire.check("cases/jane@example.com/index.html", "");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message.find("jane"), std::string::npos);
}

TEST(Tripwire, KnowsTheUsersPatternsAndTheEnvironmentsSecrets) {
  Tripwire tripwire =
      Tripwire::make(settings({{"ITK_REDACT_PATTERNS", "ORD-\\d{6}"}, {"DB_PASSWORD", "correct-horse-battery"}}))
          .value();
  EXPECT_FALSE(tripwire.check("a", "order ORD-123456"));
  EXPECT_FALSE(tripwire.check("a", "correct-horse-battery"));
  EXPECT_FALSE(Tripwire::make(settings({{"ITK_REDACT_PATTERNS", "("}})));
}

}  // namespace
}  // namespace itk::redact

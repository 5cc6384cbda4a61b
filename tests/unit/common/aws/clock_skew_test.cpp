#include "common/aws/clock_skew.h"

#include <gtest/gtest.h>

namespace itk::aws {
namespace {

const Timestamp k_now = parse_rfc3339("2026-11-20T08:00:00Z").value();

HttpResponse dated(std::string date) { return {200, {{"Date", std::move(date)}}, ""}; }

TEST(HttpDate, ReadsTheImfForm) {
  EXPECT_EQ(parse_http_date("Fri, 20 Nov 2026 08:00:00 GMT"), k_now);
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), parse_rfc3339("1994-11-06T08:49:37Z").value());
}

TEST(HttpDate, RefusesEverythingElse) {
  for (const char* text :
       {"", "now", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Fri, 20 Nov 2026 08:00:00 CET",
        "Fri, 20 Foo 2026 08:00:00 GMT", "Fri, 20 Nov 2026 24:00:00 GMT", "Fri, -1 Nov 2026 08:00:00 GMT"}) {
    EXPECT_FALSE(parse_http_date(text)) << text;
  }
  const std::string text = "Fri, 20 Nov 2026 08:00:00 GMT";
  for (std::size_t n = 0; n < text.size(); ++n) {
    EXPECT_FALSE(parse_http_date(text.substr(0, n))) << n;
  }
}

TEST(ClockSkew, SmallDifferencesChangeNothing) {
  ClockSkew skew;
  skew.observe(dated("Fri, 20 Nov 2026 08:03:59 GMT"), k_now, k_now);
  EXPECT_EQ(skew.offset().count(), 239);
  EXPECT_EQ(skew.correct(k_now), k_now);
  EXPECT_FALSE(skew.explains_refusal(k_now, k_now));
}

TEST(ClockSkew, FourMinutesAreCorrectedInBothDirections) {
  ClockSkew skew;
  skew.observe(dated("Fri, 20 Nov 2026 08:04:00 GMT"), k_now, k_now);
  EXPECT_EQ(skew.correct(k_now), parse_rfc3339("2026-11-20T08:04:00Z").value());
  EXPECT_TRUE(skew.explains_refusal(k_now, k_now));
  EXPECT_FALSE(skew.explains_refusal(skew.correct(k_now), k_now));
  skew.observe(dated("Fri, 20 Nov 2026 07:00:00 GMT"), k_now, k_now);
  EXPECT_EQ(skew.correct(k_now), parse_rfc3339("2026-11-20T07:00:00Z").value());
}

TEST(ClockSkew, CachedAndSlowAnswersSayNothing) {
  ClockSkew skew;
  HttpResponse cached = dated("Fri, 20 Nov 2026 09:00:00 GMT");
  cached.headers.emplace_back("Age", "10");
  skew.observe(cached, k_now, k_now);
  skew.observe(dated("Fri, 20 Nov 2026 09:00:00 GMT"), k_now, {k_now.ns + 901'000'000'000});
  skew.observe(dated("yesterday"), k_now, k_now);
  skew.observe({200, {}, ""}, k_now, k_now);
  EXPECT_EQ(skew.offset().count(), 0);
}

}  // namespace
}  // namespace itk::aws

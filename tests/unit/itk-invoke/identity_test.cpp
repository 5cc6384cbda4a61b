#include "itk-invoke/identity.h"

#include <gtest/gtest.h>

#include <set>

#include "common/base/ulid.h"
#include "common/ids/id.h"

namespace itk::invoke {
namespace {

constexpr std::string_view k_run = "01KAG0S3M00000000000000001";
const Timestamp k_start = Timestamp::from_s(1'790'000'000);

TEST(Identity, TheSameExecutionHasTheSameNames) {
  const Identity a = make_identity(k_run, k_start, "case", 1);
  const Identity b = make_identity(k_run, k_start, "case", 1);
  EXPECT_EQ(a.inv, b.inv);
  EXPECT_EQ(a.nonce, b.nonce);
  EXPECT_EQ(a.xray_header(), b.xray_header());
}

TEST(Identity, EveryExecutionHasItsOwnNames) {
  std::set<std::string> invs, nonces, traces;
  for (const char* test_case : {"a", "b", "a1"}) {
    for (int iteration = 1; iteration <= 11; ++iteration) {
      const Identity identity = make_identity(k_run, k_start, test_case, iteration);
      invs.insert(identity.inv);
      nonces.insert(identity.nonce);
      traces.insert(identity.trace_id);
    }
  }
  EXPECT_EQ(invs.size(), 33u);
  EXPECT_EQ(nonces.size(), 33u);
  EXPECT_EQ(traces.size(), 33u);
}

TEST(Identity, TurnsShareTheInvocationAndNotTheNonce) {
  const Identity first = make_identity(k_run, k_start, "case", 1, 1);
  const Identity second = make_identity(k_run, k_start, "case", 1, 2);
  EXPECT_EQ(first.inv, second.inv);
  EXPECT_NE(first.nonce, second.nonce);
}

TEST(Identity, TheHeadersHaveTheirForms) {
  const Identity identity = make_identity(k_run, k_start, "case", 1);
  EXPECT_TRUE(is_ulid(identity.inv));
  EXPECT_EQ(identity.nonce.size(), 20u);
  EXPECT_TRUE(identity.nonce.starts_with("itk-"));
  EXPECT_TRUE(identity.xray_header().starts_with("Root=1-6ab13b80-")) << identity.xray_header();
  EXPECT_TRUE(identity.xray_header().ends_with(";Sampled=1"));
  EXPECT_EQ(ids::normalise_trace_id(identity.xray_header()), identity.trace_id);
  EXPECT_EQ(identity.traceparent(), "00-" + identity.trace_id + "-" + identity.span_id + "-01");
  EXPECT_EQ(identity.ids(), (std::vector<std::string>{"nonce:" + identity.nonce, "trace:" + identity.trace_id}));
}

}  // namespace
}  // namespace itk::invoke

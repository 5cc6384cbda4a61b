#include "itk-render/span_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace itk::render {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

model::Span make(const std::string& key, const std::string& parent, std::optional<int> from = {},
                 std::optional<int> to = {}) {
  model::Span span;
  span.span = key;
  span.parent = parent;
  span.component = "lambda:" + key;
  span.operation = "op";
  span.kind = "client";
  span.status = "ok";
  if (from) {
    span.start = Timestamp::from_ms(1'790'000'000'000 + *from);
  }
  if (to) {
    span.end = Timestamp::from_ms(1'790'000'000'000 + *to);
  }
  return span;
}

std::vector<std::string> order(const SpanTree& tree) {
  std::vector<std::string> keys;
  for (const Node& node : tree.nodes) {
    keys.push_back(std::string(static_cast<std::size_t>(node.depth), '.') + node.span->span);
  }
  return keys;
}

// "a" for the call of a, "-a" for its return.
std::vector<std::string> messages(const SpanTree& tree) {
  std::vector<std::string> keys;
  for (const Message& message : tree.messages) {
    keys.push_back((message.is_return ? "-" : "") + tree.nodes[message.node].span->span);
  }
  return keys;
}

TEST(SpanTree, IsDepthFirstWithSiblingsByStart) {
  const std::vector spans = {make("late", "root", 50, 60), make("early", "root", 10, 20), make("leaf", "early", 12, 15),
                             make("root", "", 0, 100)};
  const SpanTree tree = build_tree(spans);
  EXPECT_THAT(order(tree), ElementsAre("root", ".early", "..leaf", ".late"));
  EXPECT_THAT(messages(tree), ElementsAre("root", "early", "leaf", "-leaf", "-early", "late", "-late", "-root"));
  EXPECT_EQ(tree.nodes[1].start_ms, 10);
  EXPECT_EQ(tree.nodes[1].duration_ms, 10);
}

TEST(SpanTree, ParallelCallsInterleaveByTime) {
  const std::vector spans = {make("root", "", 0, 100), make("a", "root", 10, 50), make("b", "root", 20, 40)};
  EXPECT_THAT(messages(build_tree(spans)), ElementsAre("root", "a", "b", "-b", "-a", "-root"));
}

TEST(SpanTree, EqualTimesKeepCallsBeforeTheirReturns) {
  const std::vector spans = {make("root", "", 0, 0), make("a", "root", 0, 0), make("b", "root", 0, 0)};
  EXPECT_THAT(messages(build_tree(spans)), ElementsAre("root", "a", "-a", "b", "-b", "-root"));
}

TEST(SpanTree, SpansWithoutTimesKeepTheOrderOfTheStream) {
  const std::vector spans = {make("root", ""), make("a", "root"), make("b", "root")};
  const SpanTree tree = build_tree(spans);
  EXPECT_THAT(order(tree), ElementsAre("root", ".a", ".b"));
  EXPECT_THAT(messages(tree), ElementsAre("root", "a", "b"));  // nobody saw them return
  EXPECT_FALSE(tree.origin);
  EXPECT_THAT(tree.nodes[0].oddities, ElementsAre("it has no times"));
}

TEST(SpanTree, ASpanWithoutTimeFollowsItsElderSibling) {
  const std::vector spans = {make("root", "", 0, 100), make("b", "root", 50, 60), make("after-b", "root"),
                             make("a", "root", 10, 20)};
  EXPECT_THAT(order(build_tree(spans)), ElementsAre("root", ".a", ".b", ".after-b"));
}

TEST(SpanTree, AMissingParentMakesARootThatSaysSo) {
  const std::vector spans = {make("a", "gone", 0, 1)};
  const SpanTree tree = build_tree(spans);
  EXPECT_EQ(tree.nodes[0].parent, k_no_parent);
  EXPECT_THAT(tree.nodes[0].oddities, ElementsAre(HasSubstr("gone is not in this trace")));
}

TEST(SpanTree, CyclesAreCutAndNothingIsLost) {
  const std::vector spans = {make("a", "c", 0, 1), make("b", "a", 1, 2), make("c", "b", 2, 3), make("d", "c", 3, 4),
                             make("self", "self", 4, 5)};
  const SpanTree tree = build_tree(spans);
  EXPECT_THAT(order(tree), ElementsAre("a", ".b", "..c", "...d", "self"));
  EXPECT_THAT(tree.nodes[0].oddities, ElementsAre(HasSubstr("cycle")));
  EXPECT_THAT(tree.nodes[4].oddities, ElementsAre(HasSubstr("its own parent")));
}

TEST(SpanTree, TwoSpansOfOneKeyAreBothShown) {
  const std::vector spans = {make("a", "", 0, 9), make("a", "", 1, 2), make("b", "a", 3, 4)};
  const SpanTree tree = build_tree(spans);
  EXPECT_THAT(order(tree), ElementsAre("a", ".b", "a"));
  EXPECT_THAT(tree.nodes[2].oddities, ElementsAre(HasSubstr("same key")));
}

TEST(SpanTree, OneSpanOf1970DoesNotStretchTheRest) {
  std::vector spans = {make("root", "", 0, 100), make("a", "root", 10, 20), make("old", "root")};
  spans[2].start = Timestamp::from_s(1);
  const SpanTree tree = build_tree(spans);
  EXPECT_EQ(*tree.origin, *spans[0].start);
  EXPECT_TRUE(tree.nodes[1].is_far);
  EXPECT_LT(*tree.nodes[1].start_ms, 0);
}

TEST(SpanTree, TimesAtTheEndsOfTheRangeDoNotOverflow) {
  std::vector spans = {make("a", ""), make("b", "a")};
  spans[0].start = Timestamp{std::numeric_limits<std::int64_t>::min()};
  spans[1].start = spans[1].end = Timestamp{std::numeric_limits<std::int64_t>::max()};
  EXPECT_EQ(build_tree(spans).nodes.size(), 2u);
}

TEST(SpanTree, AnEndBeforeTheStartIsSaid) {
  const std::vector spans = {make("a", "", 100, 50)};
  const SpanTree tree = build_tree(spans);
  EXPECT_EQ(tree.nodes[0].duration_ms, -50);
  EXPECT_THAT(tree.nodes[0].oddities, ElementsAre("it ends before it starts"));
  EXPECT_THAT(messages(tree), ElementsAre("a", "-a"));
}

TEST(SpanTree, AnAsynchronousCallReturnsOnlyWhatItAnswered) {
  std::vector spans = {make("send", "", 0, 5), make("work", "send", 10, 90)};
  spans[0].kind = "producer";
  spans[1].kind = "consumer";
  spans[1].response.text = "{}";
  EXPECT_THAT(messages(build_tree(spans)), ElementsAre("send", "work", "-work"));
}

TEST(SpanTree, TakesAChainOfHundredThousand) {
  std::vector<model::Span> spans;
  for (int i = 0; i < 100'000; ++i) {
    spans.push_back(make(std::to_string(i), i == 0 ? "" : std::to_string(i - 1), i, 200'000 - i));
  }
  const SpanTree tree = build_tree(spans);
  EXPECT_EQ(tree.nodes.back().depth, 99'999);
  EXPECT_EQ(tree.messages.size(), 200'000u);
}

TEST(SpanTree, OfNothingIsEmpty) { EXPECT_TRUE(build_tree({}).nodes.empty()); }

}  // namespace
}  // namespace itk::render

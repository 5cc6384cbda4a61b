#include "itk-render/mermaid.h"

#include <gtest/gtest.h>

namespace itk::render {
namespace {

model::Span make(const std::string& key, const std::string& parent, const std::string& component, int from, int to) {
  model::Span span;
  span.span = key;
  span.parent = parent;
  span.component = component;
  span.operation = "Op";
  span.kind = "client";
  span.status = "ok";
  span.start = Timestamp::from_ms(1'790'000'000'000 + from);
  span.end = Timestamp::from_ms(1'790'000'000'000 + to);
  return span;
}

TEST(Mermaid, DrawsCallsReturnsRetriesAndErrors) {
  std::vector spans = {make("a", "", "lambda:a-b", 0, 100), make("b", "a", "lambda:a.b", 10, 40)};
  spans[1].attempt = 2;
  spans[1].status = "error";
  spans[1].error.text = R"({"code":"Throttling;Exception"})";
  EXPECT_EQ(mermaid(build_tree(spans)), "sequenceDiagram\n"
                                        "  participant p0 as lambda:a-b\n"
                                        "  participant p1 as lambda:a.b\n"
                                        "  p0->>p0: Op\n"
                                        "  p0->>p1: Op (attempt 2)\n"
                                        "  p1--xp0: Throttling#59;Exception (30 ms)\n"
                                        "  p0-->>p0: ok (100 ms)\n");
}

TEST(Mermaid, AGuessLooksLikeOne) {
  std::vector spans = {make("a", "", "x", 0, 9), make("b", "a", "y", 1, 2)};
  spans[1].evidence = model::EdgeEvidence{"time", 0.55, ""};
  EXPECT_NE(mermaid(build_tree(spans)).find("p0-->>p1: Op (uncertain: by time, 0.55)"), std::string::npos);
}

TEST(Mermaid, ADiagramOfNothingIsADiagram) {
  EXPECT_EQ(mermaid(build_tree({})),
            "sequenceDiagram\n  participant p0 as no spans\n  Note over p0: nothing was collected\n");
}

TEST(Mermaid, StaysBelowGitHubsLimitAndCountsTheRest) {
  std::vector<model::Span> spans;
  for (int i = 0; i < 5000; ++i) {
    spans.push_back(make(std::to_string(i), i == 0 ? "" : "0", "lambda:" + std::to_string(i % 3), i, i + 1));
  }
  const std::string text = mermaid(build_tree(spans));
  EXPECT_LT(text.size(), 50'000u);
  EXPECT_NE(text.find("more messages, see trace-viewer.html"), std::string::npos);
}

TEST(Mermaid, EveryTextStaysOnItsLine) {
  std::vector spans = {make("a", "", "x\nparticipant evil", 0, 9)};
  spans[0].operation = "Op\nend\n%%{init: {}}%%";
  const std::string text = mermaid(build_tree(spans));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
}

}  // namespace
}  // namespace itk::render

#include "itk-render/mermaid.h"

#include <fmt/core.h>

#include "common/json/parser.h"
#include "itk-render/escape.h"
#include "itk-render/format.h"

namespace itk::render {
namespace {

constexpr double k_certain = 0.9;

// "code" of an error object, if it has one.
std::string error_code(const model::Span& span) {
  if (span.error.empty()) {
    return "error";
  }
  json::Parser parser;
  const json::PaddedText text(span.error.text);
  const auto members = parser.object(text.view());
  const json::Value* code = members ? json::find(**members, "code") : nullptr;
  return code != nullptr && code->kind == json::Kind::String ? std::string(code->text) : "error";
}

// The caller's participant; a span without parent is called from outside, which has no lifeline: it calls itself.
std::size_t caller_of(const SpanTree& tree, const Node& node) {
  return node.parent == k_no_parent ? node.component : tree.nodes[static_cast<std::size_t>(node.parent)].component;
}

bool is_uncertain(const Node& node) {
  return node.parent != k_no_parent && node.span->evidence && node.span->evidence->confidence < k_certain;
}

std::string call_line(const SpanTree& tree, const Node& node) {
  std::string label = node.span->operation.empty() ? "call" : node.span->operation;
  if (node.is_retry()) {
    label += fmt::format(" (attempt {})", *node.span->attempt);
  }
  if (is_uncertain(node)) {
    label += fmt::format(" (uncertain: by {}, {:.2f})", node.span->evidence->by, node.span->evidence->confidence);
  }
  const std::string_view arrow =
      is_uncertain(node) ? (node.is_async() ? "--)" : "-->>") : (node.is_async() ? "-)" : "->>");
  return fmt::format("  p{}{}p{}: {}\n", caller_of(tree, node), arrow, node.component, mermaid_text(label));
}

std::string return_line(const SpanTree& tree, const Node& node) {
  std::string label = node.is_error() || !node.span->error.empty() ? error_code(*node.span) : "ok";
  if (node.duration_ms) {
    label += " (" + format_duration(node.duration_ms) + ")";
  }
  return fmt::format("  p{}{}p{}: {}\n", node.component, node.is_error() ? "--x" : "-->>", caller_of(tree, node),
                     mermaid_text(label));
}

}  // namespace

std::string mermaid(const SpanTree& tree) {
  std::string out = "sequenceDiagram\n";
  if (tree.nodes.empty()) {
    return out + "  participant p0 as no spans\n  Note over p0: nothing was collected\n";
  }
  for (std::size_t i = 0; i < tree.components.size(); ++i) {
    out += fmt::format("  participant p{} as {}\n", i, mermaid_text(tree.components[i]));
  }
  for (std::size_t i = 0; i < tree.messages.size(); ++i) {
    const Message& message = tree.messages[i];
    const Node& node = tree.nodes[message.node];
    const std::string line = message.is_return ? return_line(tree, node) : call_line(tree, node);
    if (out.size() + line.size() > k_mermaid_limit) {
      return out + fmt::format("  Note over p0: {} more messages, see trace-viewer.html\n", tree.messages.size() - i);
    }
    out += line;
  }
  return out;
}

}  // namespace itk::render

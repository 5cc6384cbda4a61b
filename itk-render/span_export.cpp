#include "itk-render/span_export.h"

#include <algorithm>
#include <optional>

#include "common/ids/id.h"
#include "common/json/writer.h"

namespace itk::render {
namespace {

using ids::Kind;

std::string first_id(const model::Span& span, Kind kind) {
  const auto found =
      std::find_if(span.ids.begin(), span.ids.end(), [&](const std::string& id) { return ids::kind_of(id) == kind; });
  return found == span.ids.end() ? std::string() : std::string(ids::value_of(*found));
}

// "1-5759e988-bd862e3fe1be46a994272793", as X-Ray writes the 32 digits.
std::string xray_form(const std::string& digits) {
  return digits.size() == 32 ? "1-" + digits.substr(0, 8) + "-" + digits.substr(8) : digits;
}

// What the Python kit calls itk_trace_id: the id that its own logs carry, else the one that proves the case.
std::string itk_trace_id(const model::Span& span) {
  for (const Kind kind : {Kind::Correlation, Kind::Nonce}) {
    if (std::string value = first_id(span, kind); !value.empty()) {
      return value;
    }
  }
  return span.trace;
}

std::string parent_id(const SpanTree& tree, const Node& node) {
  if (node.span->stated && !node.span->stated->parent.empty()) {
    return node.span->stated->parent;
  }
  return node.parent == k_no_parent ? node.span->parent
                                    : shown_id(*tree.nodes[static_cast<std::size_t>(node.parent)].span);
}

class Line {
 public:
  explicit Line(std::string& out) : writer_(out) {}
  void text(std::string_view name, const std::string& value) {
    value.empty() ? writer_.raw(name, "null") : writer_.string(name, value);
  }
  void time(std::string_view name, const std::optional<Timestamp>& value) {
    text(name, value ? format_rfc3339(*value) : std::string());
  }
  void json(std::string_view name, const RawJson& value) {
    writer_.raw(name, value.empty() ? std::string_view("null") : std::string_view(value.text));
  }
  json::ObjectWriter& writer() { return writer_; }

 private:
  json::ObjectWriter writer_;
};

void append_span(std::string& out, const SpanTree& tree, const Node& node) {
  const model::Span& span = *node.span;
  Line line(out);
  line.text("span_id", shown_id(span));
  line.text("parent_span_id", parent_id(tree, node));
  line.text("component", span.component);
  line.text("operation", span.operation);
  line.time("ts_start", span.start);
  line.time("ts_end", span.end);
  line.writer().integer("attempt", span.attempt.value_or(1));
  line.text("itk_trace_id", itk_trace_id(span));
  line.text("lambda_request_id", first_id(span, Kind::Lambda));
  line.text("xray_trace_id", xray_form(first_id(span, Kind::Trace)));
  line.text("sqs_message_id", first_id(span, Kind::Sqs));
  line.text("bedrock_session_id", first_id(span, Kind::Session));
  line.text("thread_id", first_id(span, Kind::Thread));
  line.text("session_id", first_id(span, Kind::Session));
  line.json("request", span.request);
  line.json("response", span.response);
  line.json("error", span.error);
  line.writer().boolean("is_async", node.is_async());
  line.writer().boolean("is_one_way", node.is_async() && span.response.empty());
  line.writer().close();
  out += '\n';
}

}  // namespace

std::string shown_id(const model::Span& span) {
  return span.stated && !span.stated->span.empty() ? span.stated->span : span.span;
}

std::string spans_jsonl(const SpanTree& tree) {
  std::vector<const Node*> nodes;
  for (const Node& node : tree.nodes) {
    nodes.push_back(&node);
  }
  std::stable_sort(nodes.begin(), nodes.end(), [](const Node* a, const Node* b) {
    if (!a->span->start || !b->span->start) {
      return a->span->start.has_value() && !b->span->start;
    }
    return *a->span->start < *b->span->start;
  });
  std::string out;
  for (const Node* node : nodes) {
    append_span(out, tree, *node);
  }
  return out;
}

}  // namespace itk::render

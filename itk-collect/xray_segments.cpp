#include "itk-collect/xray_segments.h"

#include "common/ids/id.h"
#include "common/json/parser.h"
#include "itk-collect/readers/file.h"

namespace itk::collect {
namespace {

using Members = std::vector<json::Member>;

std::string_view text_in(const Members& members, std::string_view key) {
  const json::Value* value = json::find(members, key);
  return value != nullptr && value->kind == json::Kind::String ? value->text : std::string_view{};
}

// X-Ray puts a link into both traces: into the sender's to the "child", into the consumer's to the "parent". A parent
// is not followed: the other messages of a batch have theirs there, too.
bool is_child(json::Parser& parser, const Members& link) {
  const json::Value* attributes = json::find(link, "attributes");
  if (attributes == nullptr || attributes->kind != json::Kind::Object) {
    return false;
  }
  const auto members = parser.object(attributes->raw, 3);
  return members && text_in(**members, "aws.xray.reserved.reference_type") == "child";
}

std::vector<std::string> child_traces(json::Parser& parser, const Members& segment) {
  std::vector<std::string> traces;
  const json::Value* links = json::find(segment, "links");
  if (links == nullptr || links->kind != json::Kind::Array) {
    return traces;
  }
  const auto elements = parser.array(links->raw, 1);
  for (std::size_t i = 0; elements && i < (*elements)->size(); ++i) {
    const json::Value& element = (**elements)[i].value;
    if (element.kind != json::Kind::Object) {
      continue;
    }
    const auto link = parser.object(element.raw, 2);
    if (link && is_child(parser, **link)) {
      traces.emplace_back(text_in(**link, "trace_id"));
    }
  }
  return traces;
}

std::string own_trace(const model::Event& event, std::string_view document_trace) {
  const std::optional<std::string> trace = ids::normalise_trace_id(document_trace);
  return trace ? *trace : event.ids.empty() ? "" : event.ids.front();
}

}  // namespace

Result<std::vector<XraySegment>> read_xray_segments(std::string_view document, redact::Redactor& redactor) {
  ITK_TRY_ASSIGN(readers::FileEvidence found, readers::read_evidence(document, "a segment document", redactor));
  json::Parser parser;
  const json::PaddedText whole(document);
  const auto root = parser.object(whole.view());
  const std::string trace_id(root ? text_in(**root, "trace_id") : std::string_view{});
  std::vector<XraySegment> segments;
  for (readers::FileEvidence::Found& one : found.events) {
    XraySegment& segment = segments.emplace_back();
    segment.event = std::move(one.event);
    segment.event.source = "xray";
    const json::PaddedText padded(segment.event.payload.text);
    const auto members = parser.object(padded.view());
    if (segment.event.span.empty() || !members) {
      continue;  // no segment: it keeps the digest as its id
    }
    segment.event.id = own_trace(segment.event, trace_id) + ":" + segment.event.span;
    const json::Value* in_progress = json::find(**members, "in_progress");
    segment.in_progress = in_progress != nullptr && in_progress->kind == json::Kind::Bool && in_progress->boolean;
    segment.child_traces = child_traces(parser, **members);
  }
  return segments;
}

std::string xray_trace_id(std::string_view id) {
  const std::string_view digits = ids::kind_of(id) == ids::Kind::Trace ? ids::value_of(id) : id;
  constexpr std::size_t k_digits = 32, k_time = 8;
  if (digits.size() != k_digits) {
    return "";
  }
  return "1-" + std::string(digits.substr(0, k_time)) + "-" + std::string(digits.substr(k_time));
}

}  // namespace itk::collect

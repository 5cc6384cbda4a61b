// Embedded metric format: {"_aws": {"CloudWatchMetrics": [...]}, ...}, and metrics of OTLP. Recognised so that nothing
// takes them for an operation.
#include "common/logs/fields.h"
#include "common/logs/recogniser.h"

namespace itk::logs {

bool recognise_metric(const Line&, Document& document, Reading& reading) {
  const json::Value* aws = json::find(document.root(), "_aws");
  const json::Value* scopes = json::find(document.root(), "scopeMetrics");
  const bool is_embedded = aws != nullptr && aws->kind == json::Kind::Object &&
                           aws->raw.find("\"CloudWatchMetrics\"") != std::string_view::npos;
  if (!is_embedded && (scopes == nullptr || scopes->kind != json::Kind::Array)) {
    return false;
  }
  reading.count("metric");
  reading.event.kind = model::event_kind::k_metric;
  return true;
}

}  // namespace itk::logs

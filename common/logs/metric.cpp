// Embedded metric format: {"_aws": {"CloudWatchMetrics": [...]}, ...}. Recognised so that nothing takes it
// for an operation.
#include "common/logs/fields.h"
#include "common/logs/recogniser.h"

namespace itk::logs {

bool recognise_metric(const Line&, Document& document, Reading& reading) {
  const json::Value* aws = json::find(document.root(), "_aws");
  if (aws == nullptr || aws->kind != json::Kind::Object ||
      aws->raw.find("\"CloudWatchMetrics\"") == std::string_view::npos) {
    return false;
  }
  reading.count("metric");
  reading.event.kind = model::event_kind::k_metric;
  return true;
}

}  // namespace itk::logs

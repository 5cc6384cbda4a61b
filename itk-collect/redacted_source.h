// Log events without secrets: whatever looks at them, ids included, sees what may be written.
#pragma once

#include <memory>

#include "common/redact/redactor.h"
#include "itk-collect/event_id.h"
#include "itk-collect/log_source.h"

namespace itk::collect {

class RedactedSource final : public LogSource {
 public:
  RedactedSource(std::unique_ptr<LogSource> source, std::shared_ptr<redact::Redactor> redactor)
      : source_(std::move(source)), redactor_(std::move(redactor)) {}

  Result<LogPage> fetch(const LogQuery& query) override {
    Result<LogPage> page = source_->fetch(query);
    if (page) {
      for (LogEvent& event : page->events) {
        std::string redacted;
        if (redactor_->json_into(event.message, redacted)) {
          event.message = std::move(redacted);
        }
      }
      name_events(query.group, page->events);
    }
    return page;
  }
  Result<std::vector<std::string>> list_groups(const std::string& prefix) override {
    return source_->list_groups(prefix);
  }
  Cost cost() const override { return source_->cost(); }

 private:
  std::unique_ptr<LogSource> source_;
  std::shared_ptr<redact::Redactor> redactor_;
};

}  // namespace itk::collect

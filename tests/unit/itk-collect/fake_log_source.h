// CloudWatch Logs as a list: an event can be found from its ingestion on, in pages that may be empty, by a
// clock that each call moves.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "itk-collect/log_source.h"
#include "tests/support/fake_clock.h"

namespace itk::collect {

class FakeLogSource final : public LogSource {
 public:
  explicit FakeLogSource(test::FakeClock& clock) : clock_(clock) {}

  Result<LogPage> fetch(const LogQuery& query) override {
    queries.push_back(query);
    ++cost_.calls;
    clock_.advance(std::chrono::milliseconds(20));
    if (on_fetch) {
      on_fetch(queries.size());
    }
    if (const auto error = errors.find(query.group); error != errors.end()) {
      cost_.throttles += error->second.error_class == ErrorClass::Quota ? 1 : 0;
      Error copy = error->second;
      if (failures_left > 0 && --failures_left == 0) {
        errors.erase(error);
      }
      return tl::make_unexpected(copy);
    }
    ++cost_.pages;
    if (!query.token.empty()) {
      return next_page(query.token);
    }
    std::vector<LogEvent> found;
    for (const LogEvent& event : groups[query.group]) {
      if (event.ingested <= clock_.now() && event.time >= query.start && (!query.end || event.time <= *query.end)) {
        found.push_back(event);
      }
    }
    std::stable_sort(found.begin(), found.end(), [](const LogEvent& a, const LogEvent& b) {
      return std::tie(a.time, a.id) < std::tie(b.time, b.id);
    });
    const std::string token = "t" + std::to_string(++snapshots_);
    pages_[token] = std::move(found);
    if (begins_with_empty_page) {
      return LogPage{{}, token};
    }
    return next_page(token);
  }

  Result<std::vector<std::string>> list_groups(const std::string& prefix) override {
    std::vector<std::string> names;
    for (const auto& [name, events] : groups) {
      if (name.starts_with(prefix)) {
        names.push_back(name);
      }
    }
    return names;
  }

  Cost cost() const override { return cost_; }

  std::map<std::string, std::vector<LogEvent>> groups;
  std::map<std::string, Error> errors;
  int failures_left = 0;  // then the errors end; 0: never
  std::size_t page_size = 1000;
  bool begins_with_empty_page = false;
  std::function<void(std::size_t)> on_fetch;
  std::vector<LogQuery> queries;

 private:
  LogPage next_page(const std::string& token) {
    std::vector<LogEvent>& rest = pages_[token];
    const auto count = static_cast<std::ptrdiff_t>(std::min(page_size, rest.size()));
    LogPage page{{rest.begin(), rest.begin() + count}, ""};
    rest.erase(rest.begin(), rest.begin() + count);
    if (!rest.empty()) {
      page.next_token = token;
    }
    return page;
  }

  test::FakeClock& clock_;
  Cost cost_;
  int snapshots_ = 0;
  std::map<std::string, std::vector<LogEvent>> pages_;
};

}  // namespace itk::collect

// Answers of FilterLogEvents, made before anything is measured: a few templates whose ids and times are written anew
// for each page, so that a million events are a million different ones and the server has next to nothing to do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace itk::bench {

// Page n holds what was logged in second n from here on: 2026-01-01T00:00:00Z.
inline constexpr std::int64_t k_first_ms = 1'767'225'600'000;

class LogPages {
 public:
  // Pages of about this size. At most 65,536 of them differ.
  LogPages(std::size_t templates, std::size_t page_bytes);

  // {"events":[...],"searchedLogStreams":[],"nextToken":"<n + 1>"}, without the token if it is the last. Valid until
  // the next call.
  std::string_view page(std::int64_t number, bool is_last);
  std::int64_t events_of(std::int64_t number) const { return template_of(number).events; }

 private:
  struct Template {
    std::string text;  // all but the end
    std::int64_t events = 0;
    std::vector<std::size_t> hex_marks;     // of ids
    std::vector<std::size_t> event_ids;     // where their first digits stand
    std::vector<std::size_t> times;         // 13 digits
    std::vector<std::int64_t> time_values;  // of page 0
    std::size_t size = 0;                   // of the text without what page() puts behind it
  };
  static Template make_template(std::uint64_t& seed, std::size_t page_bytes);
  const Template& template_of(std::int64_t number) const {
    return templates_[static_cast<std::size_t>(number) % templates_.size()];
  }

  std::vector<Template> templates_;
};

}  // namespace itk::bench

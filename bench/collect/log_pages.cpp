#include "bench/collect/log_pages.h"

#include <fmt/format.h>

#include <cstring>

#include "bench/collect/log_events.h"
#include "common/json/raw_json.h"

namespace itk::bench {
namespace {

constexpr std::size_t k_time_digits = 13;
constexpr std::int64_t k_page_ms = 1000;

void put_digits(char* at, std::int64_t value, std::size_t digits) {
  for (std::size_t i = digits; i > 0; --i, value /= 10) {
    at[i - 1] = static_cast<char>('0' + value % 10);
  }
}

void put_hex(char* at, std::uint64_t value) {
  for (int i = 3; i >= 0; --i, value >>= 4) {
    at[i] = "0123456789abcdef"[value & 15];
  }
}

}  // namespace

LogPages::LogPages(std::size_t templates, std::size_t page_bytes) {
  std::uint64_t seed = 1;
  for (std::size_t i = 0; i < templates; ++i) {
    templates_.push_back(make_template(seed, page_bytes));
  }
}

LogPages::Template LogPages::make_template(std::uint64_t& seed, std::size_t page_bytes) {
  Template made;
  std::string& text = made.text;
  text = R"({"events":[)";
  const auto add_time = [&](std::int64_t value) {
    made.times.push_back(text.size());
    made.time_values.push_back(value);
    text.append(k_time_digits, '0');
  };
  while (text.size() < page_bytes) {
    const std::string stream = fmt::format("2026/01/01/[$LATEST]{:032x}", seed % 16 * 0x9E3779B97F4A7C15u);
    const std::vector<std::string> messages = make_execution(seed++);
    for (std::size_t i = 0; i < messages.size() && text.size() < page_bytes; ++i) {
      const std::int64_t at =
          k_first_ms + static_cast<std::int64_t>(text.size() * static_cast<std::size_t>(k_page_ms) / (2 * page_bytes));
      (text += made.events == 0 ? "" : ",") += fmt::format(R"({{"logStreamName":"{}","timestamp":)", stream);
      add_time(at);
      text += R"(,"message":)";
      json::append_quoted(text, messages[i]);
      text += R"(,"ingestionTime":)";
      add_time(at + 1500);
      text += R"(,"eventId":")";
      made.event_ids.push_back(text.size());
      text += fmt::format(R"({:056}"}})", made.events);
      ++made.events;
    }
  }
  text += R"(],"searchedLogStreams":[])";
  made.size = text.size();
  for (std::size_t at = text.find(k_id_mark); at != std::string::npos; at = text.find(k_id_mark, at + 4)) {
    made.hex_marks.push_back(at);
  }
  return made;
}

std::string_view LogPages::page(std::int64_t number, bool is_last) {
  Template& made = templates_[static_cast<std::size_t>(number) % templates_.size()];
  made.text.resize(made.size);
  char* const text = made.text.data();
  for (const std::size_t at : made.hex_marks) {
    put_hex(text + at, static_cast<std::uint64_t>(number));
  }
  for (const std::size_t at : made.event_ids) {
    put_digits(text + at, number + 3'893'000'000, 12);
  }
  for (std::size_t i = 0; i < made.times.size(); ++i) {
    put_digits(text + made.times[i], made.time_values[i] + number * k_page_ms, k_time_digits);
  }
  made.text += is_last ? "}" : fmt::format(R"(,"nextToken":"{}"}})", number + 1);
  return made.text;
}

}  // namespace itk::bench

#include "itk-invoke/validate_dotenv.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "common/base/nearest.h"
#include "common/base/text.h"
#include "common/settings/dotenv.h"
#include "common/settings/known_names.h"
#include "common/settings/settings.h"

namespace itk::invoke {
namespace {

class DotenvChecker {
 public:
  DotenvChecker(const std::string& file, std::string_view text, Problems& problems) : file_(file), problems_(problems) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      lines_.push_back(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  void bad_line(const settings::Dotenv::Unread& line) {
    problems_.error(file_, place_of_text(line.line), "bad_line", line.why + "; the line is ignored");
  }

  void check(const settings::DotenvEntry& entry) {
    const Place name = place_of_text(entry.line);
    const auto [first, is_new] = lines_of_.emplace(entry.name, entry.line);
    if (!is_new) {
      problems_.warning(
          file_, name, "duplicate_key",
          fmt::format("{} stands in line {}, too, and this one counts; remove one", entry.name, first->second));
      first->second = entry.line;
    }
    const settings::KnownName* known = settings::find_known(entry.name);
    if (known == nullptr && entry.name.starts_with("ITK_")) {
      problems_.warning(file_, name, "unknown_name",
                        fmt::format("{} is no setting of ITK{}; only a case that says ${{{}}} will see it", entry.name,
                                    did_you_mean(entry.name, settings::known_names()), entry.name));
    }
    if (entry.value.empty()) {
      return;
    }
    if (settings::is_unfilled(entry.value)) {
      problems_.warning(file_, place_of_value(entry.line), "unfilled",
                        fmt::format("{} still has to be filled in; it counts as absent", entry.name));
    } else if (known != nullptr) {
      if (const std::string why = settings::describe_bad_value(*known, entry.value); !why.empty()) {
        problems_.error(file_, place_of_value(entry.line), "bad_setting", fmt::format("{} {}", entry.name, why));
      }
    }
  }

 private:
  Place place(std::size_t line, std::size_t offset) const {
    return {static_cast<std::int64_t>(line), static_cast<std::int64_t>(offset) + 1};
  }

  Place place_of_text(std::size_t line) const {
    const std::size_t begin = lines_[line - 1].find_first_not_of(" \t\xef\xbb\xbf");
    return place(line, begin == std::string_view::npos ? 0 : begin);
  }

  Place place_of_value(std::size_t line) const {
    const std::string_view text = lines_[line - 1];
    const std::size_t value = text.find_first_not_of(" \t", text.find('=') + 1);
    return place(line, value == std::string_view::npos ? text.size() : value);
  }

  const std::string& file_;
  Problems& problems_;
  std::vector<std::string_view> lines_;
  std::map<std::string, std::size_t> lines_of_;
};

}  // namespace

void validate_dotenv(const std::string& file, std::string_view text, Problems& problems) {
  DotenvChecker checker(file, text, problems);
  const settings::Dotenv dotenv = settings::parse_dotenv(text);
  for (const settings::Dotenv::Unread& line : dotenv.unread) {
    checker.bad_line(line);
  }
  for (const settings::DotenvEntry& entry : dotenv.entries) {
    checker.check(entry);
  }
}

}  // namespace itk::invoke

// Reads `entrypoint.target`. What is wrong with it stands in the way of sending, and of nothing else.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "common/settings/settings.h"
#include "itk-invoke/case.h"
#include "itk-invoke/problem.h"

namespace itk::invoke {

class TargetReader {
 public:
  TargetReader(const Case& test_case, const settings::Settings& settings, Problems& problems)
      : case_(test_case), settings_(settings), problems_(problems) {}

  // A text of the target, the first of these keys that has one; what is still to be filled in counts as absent.
  const YamlNode* given(std::string_view key) const;
  const YamlNode* given(std::initializer_list<std::string_view> keys) const;
  // Its text; "" where there is none.
  std::string text(std::string_view key) const;

  // What names the target: in the case, else in the first of these settings that is there.
  struct Named {
    std::string text;    // empty: nobody names it
    std::string origin;  // " (ITK_SQS_QUEUE_URL, .env:3)" where it is not the case
    Place at;
    bool is_unset_variable = false;  // which is reported already
  };
  Named named(std::initializer_list<std::string_view> keys, std::initializer_list<std::string_view> settings) const;

  const settings::Settings& settings() const { return settings_; }
  // Of the target, or of the entrypoint where there is no target.
  Place at() const { return case_.target.is_null() ? case_.entrypoint_at : case_.target.at; }
  void complain(Place at, std::string code, std::string message) {
    problems_.live(case_.file, at, std::move(code), std::move(message));
  }

 private:
  const Case& case_;
  const settings::Settings& settings_;
  Problems& problems_;
};

}  // namespace itk::invoke

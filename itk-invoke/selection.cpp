#include "itk-invoke/selection.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <set>

#include "common/base/nearest.h"
#include "itk-invoke/changed_files.h"
#include "itk-invoke/failed_cases.h"
#include "itk-invoke/fixture.h"
#include "itk-invoke/problem.h"
#include "itk-invoke/shard.h"

namespace itk::invoke {
namespace {

Error nothing_left(std::string message) { return usage_error("no_cases", std::move(message)); }

std::vector<std::string> ids_of(const std::vector<Case>& cases) {
  std::vector<std::string> ids;
  for (const Case& test_case : cases) {
    ids.push_back(test_case.id);
  }
  return ids;
}

// As far as they fit on a line.
std::string list_some(const std::vector<std::string>& names) {
  constexpr std::size_t k_most = 12;
  const std::size_t shown = std::min(names.size(), k_most);
  return fmt::format("{}{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
                     shown < names.size() ? fmt::format(" and {} more", names.size() - shown) : "");
}

// "refund[2]" is an id, and as a glob it would be "refund2".
bool matches(const std::string& filter, const Case& test_case) {
  const std::string suffix = test_case.row == 0 ? "" : fmt::format("[{}]", test_case.row);
  const std::string base = test_case.id.substr(0, test_case.id.size() - suffix.size());
  return filter == test_case.id || ::fnmatch(filter.c_str(), test_case.id.c_str(), 0) == 0 ||
         ::fnmatch(filter.c_str(), base.c_str(), 0) == 0;
}

Status keep_matching(std::vector<Case>& cases, const std::string& filter) {
  const std::vector<std::string> ids = ids_of(cases);
  std::erase_if(cases, [&](const Case& test_case) { return !matches(filter, test_case); });
  if (cases.empty()) {
    return tl::make_unexpected(nothing_left(
        fmt::format("--filter {} matches none of {} case ids{}", filter, ids.size(), did_you_mean(filter, ids))));
  }
  return {};
}

bool has_tag(const Case& test_case, std::string_view tag) {
  return std::find(test_case.tags.begin(), test_case.tags.end(), tag) != test_case.tags.end();
}

Status keep_tagged(std::vector<Case>& cases, const std::vector<std::string>& tags) {
  std::vector<std::string> wanted, unwanted;
  for (const std::string& tag : tags) {
    const bool is_negated = tag.starts_with('!');
    (is_negated ? unwanted : wanted).push_back(is_negated ? tag.substr(1) : tag);
    if (tag.empty() || tag == "!") {
      return tl::make_unexpected(usage_error("bad_tag", "--tag needs a name, like --tag smoke or --tag '!slow'"));
    }
  }
  std::set<std::string> there;
  for (const Case& test_case : cases) {
    there.insert(test_case.tags.begin(), test_case.tags.end());
  }
  const std::size_t all = cases.size();
  std::erase_if(cases, [&](const Case& test_case) {
    const auto has = [&](const std::string& tag) { return has_tag(test_case, tag); };
    return std::any_of(unwanted.begin(), unwanted.end(), has) ||
           (!wanted.empty() && std::none_of(wanted.begin(), wanted.end(), has));
  });
  if (cases.empty()) {
    const std::vector<std::string> known(there.begin(), there.end());
    return tl::make_unexpected(
        nothing_left(fmt::format("--tag {} selects none of {} cases ({}){}", fmt::join(tags, " --tag "), all,
                                 known.empty() ? "none has a tag" : "their tags: " + list_some(known),
                                 wanted.empty() ? "" : did_you_mean(wanted[0], known))));
  }
  return {};
}

Status keep_failed(std::vector<Case>& cases, const std::string& run, Selected& selected) {
  ITK_TRY_ASSIGN(const FailedCases failed, read_failed_cases(run));
  if (!failed.has_verdicts) {
    selected.warnings.push_back(fmt::format(
        "{} has no verdicts: only cases that were answered with an error, or never, count as failed", failed.file));
  }
  if (failed.ids.empty()) {
    return tl::make_unexpected(nothing_left(
        fmt::format("none of the {} cases in {} failed; there is nothing to run again", failed.cases, failed.file)));
  }
  const std::vector<std::string> here = ids_of(cases);
  const std::set<std::string> known(here.begin(), here.end());
  for (const std::string& id : failed.ids) {
    if (known.count(id) == 0) {
      selected.warnings.push_back(
          fmt::format("{} failed in {} and is no longer among the cases{}", id, failed.file, did_you_mean(id, here)));
    }
  }
  const std::set<std::string> wanted(failed.ids.begin(), failed.ids.end());
  std::erase_if(cases, [&](const Case& test_case) { return wanted.count(test_case.id) == 0; });
  if (cases.empty()) {
    return tl::make_unexpected(
        nothing_left(fmt::format("none of the cases that failed in {} ({}) is among these {} cases", failed.file,
                                 list_some(failed.ids), here.size())));
  }
  return {};
}

// The files that a case is made of.
std::vector<std::string> files_of(const Case& test_case) {
  std::vector<std::string> files = {test_case.file};
  if (!test_case.payload_file.empty()) {
    files.push_back(test_case.payload_file);
  }
  Problems reported_elsewhere(Purpose::Check);
  if (std::string fixture = find_fixture(test_case, reported_elsewhere); !fixture.empty()) {
    files.push_back(std::move(fixture));
  }
  return files;
}

Status keep_changed(std::vector<Case>& cases, const std::string& ref, const Environment& environment,
                    Selected& selected) {
  std::vector<std::string> files;
  std::set<std::string> seen;
  for (const Case& test_case : cases) {
    for (std::string& file : files_of(test_case)) {
      if (seen.insert(file).second) {
        files.push_back(std::move(file));
      }
    }
  }
  ITK_TRY_ASSIGN(ChangedFiles changed, changed_files(ref, files, environment));
  if (!changed.outside.empty()) {
    selected.warnings.push_back(
        fmt::format("not in the repository, so taken as changed since {}: {}", ref, list_some(changed.outside)));
    changed.files.insert(changed.outside.begin(), changed.outside.end());
  }
  const std::size_t all = cases.size();
  std::erase_if(cases, [&](const Case& test_case) {
    const std::vector<std::string> parts = files_of(test_case);
    return std::none_of(parts.begin(), parts.end(), [&](const auto& file) { return changed.files.count(file) != 0; });
  });
  if (cases.empty()) {
    return tl::make_unexpected(nothing_left(
        fmt::format("none of {} cases changed since {} (case files, payload files and fixtures)", all, ref)));
  }
  return {};
}

Status keep_shard(std::vector<Case>& cases, const std::string& text, const Environment& environment,
                  Selected& selected) {
  ITK_TRY_ASSIGN(const Shard shard, read_shard(text, environment));
  selected.shard = shard.text();
  const std::size_t all = cases.size();
  const std::vector<bool> belongs = in_shard(ids_of(cases), shard);
  std::vector<Case> kept;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (belongs[i]) {
      kept.push_back(std::move(cases[i]));
    }
  }
  cases = std::move(kept);
  if (cases.empty()) {
    selected.empty_because =
        fmt::format("shard {} is empty: there are {} cases for {} shards", shard.text(), all, shard.total);
  }
  return {};
}

}  // namespace

Result<Selected> select_cases(std::vector<Case>& cases, const Selection& selection, const Environment& environment) {
  Selected selected;
  if (!selection.filter.empty()) {
    ITK_TRY(keep_matching(cases, selection.filter));
  }
  if (!selection.tags.empty()) {
    ITK_TRY(keep_tagged(cases, selection.tags));
  }
  if (!selection.rerun_failed.empty()) {
    ITK_TRY(keep_failed(cases, selection.rerun_failed, selected));
  }
  if (!selection.changed_since.empty()) {
    ITK_TRY(keep_changed(cases, selection.changed_since, environment, selected));
  }
  if (!selection.shard.empty()) {
    ITK_TRY(keep_shard(cases, selection.shard, environment, selected));
  }
  return selected;
}

}  // namespace itk::invoke

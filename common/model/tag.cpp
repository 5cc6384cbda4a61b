#include "common/model/tag.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "common/model/records.h"

namespace itk::model {
namespace {

struct KnownType {
  std::string_view tag;
  std::string_view writer;  // the tool to upgrade when its records are too new
};

constexpr KnownType k_known[] = {
    {Answer::k_tag, "itk-invoke"},   {Check::k_tag, "itk-compare"},   {Collection::k_tag, "itk-collect"},
    {Commit::k_tag, "itk-compare"},  {End::k_tag, "every itk tool"},  {ErrorRecord::k_tag, "every itk tool"},
    {Event::k_tag, "itk-collect"},   {Gap::k_tag, "itk-audit"},       {Invocation::k_tag, "itk-invoke"},
    {Plan::k_tag, "itk-compare"},    {Run::k_tag, "itk-invoke"},      {Span::k_tag, "itk-correlate"},
    {Trace::k_tag, "itk-correlate"}, {Verdict::k_tag, "itk-compare"},
};

Result<Tag> split_tag(std::string_view text) {
  const std::size_t slash = text.find('/');
  Tag tag{std::string(text.substr(0, slash)), 0};
  if (slash == std::string_view::npos || slash == 0) {
    return tl::make_unexpected(
        contract_error("bad_tag", fmt::format("\"itk\" is \"{}\", expected a tag such as \"span/1\"", text)));
  }
  const std::string_view digits = text.substr(slash + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), tag.version);
  if (error != std::errc{} || end != digits.data() + digits.size() || tag.version < 1) {
    return tl::make_unexpected(
        contract_error("bad_tag", fmt::format("\"itk\" is \"{}\", expected a tag such as \"span/1\"", text)));
  }
  return tag;
}

Status check_version(const Tag& tag) {
  for (const KnownType& known : k_known) {
    const Tag ours = *split_tag(known.tag);
    if (ours.type == tag.type && tag.version > ours.version) {
      return tl::make_unexpected(contract_error(
          "too_new", fmt::format("record {}/{} is newer than {}, which this build reads; upgrade this tool to the "
                                 "version of {} that wrote it",
                                 tag.type, tag.version, known.tag, known.writer)));
    }
  }
  return {};
}

}  // namespace

Result<Tag> read_tag(json::Parser& parser, std::string_view line) {
  ITK_TRY_ASSIGN(const auto* members, parser.object(line));
  const json::Value* value = json::find(*members, "itk");
  if (value == nullptr || value->kind != json::Kind::String) {
    return tl::make_unexpected(
        contract_error("not_a_record", "not an ITK record: \"itk\" is missing (each line must be an object such as "
                                       "{\"itk\":\"span/1\",...})"));
  }
  ITK_TRY_ASSIGN(Tag tag, split_tag(value->text));
  ITK_TRY(check_version(tag));
  return tag;
}

const std::vector<std::string>& known_types() {
  static const std::vector<std::string> types = [] {
    std::vector<std::string> names;
    for (const KnownType& known : k_known) {
      names.push_back(split_tag(known.tag)->type);
    }
    std::sort(names.begin(), names.end());
    return names;
  }();
  return types;
}

}  // namespace itk::model

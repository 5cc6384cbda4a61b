// The only file here that includes yaml-cpp, whose exceptions end in read_rules.
#include "tests/sandbox/faults/rules_file.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

namespace itk::sandbox::faults {
namespace {

// Ends the reading of the file, at a place in it.
struct BadRule : std::runtime_error {
  BadRule(const YAML::Node& at, const std::string& what)
      : std::runtime_error(fmt::format("{}:{}: {}", at.Mark().line + 1, at.Mark().column + 1, what)) {}
};

// The members of a rule. What nobody has asked for is an error in the end.
class Members {
 public:
  explicit Members(const YAML::Node& rule) : rule_(rule) {
    if (!rule.IsMap()) {
      throw BadRule(rule, "a rule is a map: {service: sqs, operation: SendMessage, fault: throttle}");
    }
  }

  template <class T>
  T get(const std::string& name, T otherwise) {
    asked_.insert(name);
    const YAML::Node value = rule_[name];
    if (!value) {
      return otherwise;
    }
    try {
      return value.as<T>();
    } catch (const YAML::Exception&) {
      throw BadRule(value, fmt::format("`{}` has a value of the wrong type", name));
    }
  }
  std::string text(const std::string& name) { return get<std::string>(name, ""); }
  std::chrono::milliseconds ms(const std::string& name, std::int64_t otherwise) {
    return std::chrono::milliseconds(get<std::int64_t>(name, otherwise));
  }
  bool has(const std::string& name) {
    asked_.insert(name);
    return static_cast<bool>(rule_[name]);
  }

  [[noreturn]] void refuse(const std::string& name, const std::string& why) const {
    throw BadRule(rule_[name] ? rule_[name] : rule_, why);
  }

  void check_all_asked() const {
    for (const auto& member : rule_) {
      if (!asked_.contains(member.first.as<std::string>())) {
        throw BadRule(member.first, fmt::format("`{}` means nothing for this fault", member.first.as<std::string>()));
      }
    }
  }

 private:
  YAML::Node rule_;
  std::set<std::string> asked_;
};

What read_refusal(Members& rule, Refusal::Kind kind) {
  Refusal refusal;
  refusal.kind = kind;
  refusal.status = rule.get<int>("status", 0);
  refusal.code = rule.text("code");
  refusal.message = rule.text("message");
  if (rule.has("retry_after_s")) {
    refusal.retry_after_s = rule.get<std::int64_t>("retry_after_s", 0);
  }
  return refusal;
}

// Where in a call its connection breaks or hangs.
What read_break(Members& rule, Disturbance disturbance) {
  const std::string when = rule.get<std::string>("when", "before_work");
  if (when == "before_work" || when == "before_answer") {
    disturbance.head = Disturbance::Head::Lost;
    return when == "before_work" ? What(LostRequest{disturbance}) : What(DisturbedAnswer{disturbance});
  }
  if (when == "after_head") {
    disturbance.stops_after = 0;
  } else if (when == "in_body") {
    disturbance.stops_after = rule.get<std::size_t>("bytes", 1);
  } else if (when != "after_body") {
    rule.refuse("when", "`when` is before_work, before_answer, after_head, in_body or after_body");
  }
  return DisturbedAnswer{disturbance};
}

What read_reset(Members& rule) {
  Disturbance disturbance;
  disturbance.end = Disturbance::End::Reset;
  return read_break(rule, disturbance);
}

What read_stall(Members& rule) {
  Disturbance disturbance;
  disturbance.end = Disturbance::End::Close;
  disturbance.stall = rule.ms("stall_ms", 60'000);
  return read_break(rule, disturbance);
}

What read_slow(Members& rule) {
  Disturbance disturbance;
  disturbance.before = rule.ms("delay_ms", 1'000);
  disturbance.piece = rule.get<std::size_t>("piece", 0);
  disturbance.between = rule.ms("between_ms", 100);
  return DisturbedAnswer{disturbance};
}

What read_broken_stream(Members& rule, BrokenStream::Kind kind) {
  BrokenStream broken;
  broken.kind = kind;
  broken.events = rule.get<std::size_t>("events", 1);
  if (kind == BrokenStream::Kind::Exception) {
    broken.code = rule.get<std::string>("code", "ThrottlingException");
    broken.message = rule.get<std::string>("message", "The agent could not go on. Retry your request.");
  }
  return broken;
}

What read_partial_batch(Members& rule) {
  PartialBatch batch;
  batch.ids = rule.get<std::vector<std::string>>("ids", {});
  batch.every = rule.get<std::size_t>("every", 2);
  if (batch.every == 0) {
    rule.refuse("every", "`every` counts from 1");
  }
  batch.code = rule.text("code");
  batch.message = rule.text("message");
  batch.sender_fault = rule.get<bool>("sender_fault", false);
  return batch;
}

What read_wrong_md5(Members& rule) {
  static const std::map<std::string, std::string> members{{"body", "MD5OfMessageBody"},
                                                          {"attributes", "MD5OfMessageAttributes"},
                                                          {"system_attributes", "MD5OfMessageSystemAttributes"}};
  const auto member = members.find(rule.get<std::string>("of", "body"));
  if (member == members.end()) {
    rule.refuse("of", "`of` is body, attributes or system_attributes");
  }
  return WrongMd5{member->second};
}

What read_what(Members& rule, const std::string& fault) {
  static const std::map<std::string, What (*)(Members&)> kinds{
      {"quota", [](Members& each) { return read_refusal(each, Refusal::Kind::Throttle); }},
      {"throttle", [](Members& each) { return read_refusal(each, Refusal::Kind::Throttle); }},
      {"error", [](Members& each) { return read_refusal(each, Refusal::Kind::Error); }},
      {"expired_token", [](Members& each) { return read_refusal(each, Refusal::Kind::ExpiredToken); }},
      {"access_denied", [](Members& each) { return read_refusal(each, Refusal::Kind::AccessDenied); }},
      {"clock_skew",
       [](Members& each) {
         return What(ClockSkew{each.get<std::int64_t>("seconds", 3600), each.text("code")});
       }},
      {"reset", read_reset},
      {"slow", read_slow},
      {"stall", read_stall},
      {"exception", [](Members& each) { return read_broken_stream(each, BrokenStream::Kind::Exception); }},
      {"truncate", [](Members& each) { return read_broken_stream(each, BrokenStream::Kind::Truncated); }},
      {"bad_crc", [](Members& each) { return read_broken_stream(each, BrokenStream::Kind::BadCrc); }},
      {"partial_batch", read_partial_batch},
      {"wrong_md5", read_wrong_md5},
  };
  const auto kind = kinds.find(fault);
  if (kind == kinds.end()) {
    std::vector<std::string> names;
    for (const auto& [name, read] : kinds) {
      names.push_back(name);
    }
    rule.refuse("fault", fmt::format("`fault` is one of {}", fmt::join(names, ", ")));
  }
  return kind->second(rule);
}

Rule read_rule(const YAML::Node& node, std::uint64_t seed) {
  Members members(node);
  Rule rule;
  rule.service = members.text("service");
  rule.operation = members.text("operation");
  rule.match = members.text("match");
  rule.from = members.get<std::uint64_t>("from", 1);
  if (members.has("probability")) {
    rule.probability = members.get<double>("probability", 0);
  }
  rule.name = members.text("fault");
  if (rule.name == "quota") {
    rule.per_second = members.get<double>("per_second", 5);
    if (*rule.per_second <= 0) {
      members.refuse("per_second", "`per_second` is above 0");
    }
  }
  rule.count = members.get<std::uint64_t>("count", rule.probability || rule.per_second ? 0 : 1);
  rule.seed = members.get<std::uint64_t>("seed", seed);
  rule.what = read_what(members, rule.name);
  members.check_all_asked();
  return rule;
}

}  // namespace

Result<std::vector<Rule>> read_rules(std::string_view text, const std::string& name) {
  const auto wrong = [&](const std::string& what) {
    return tl::make_unexpected(usage_error("bad_faults", fmt::format("{}:{}", name, what)));
  };
  try {
    const YAML::Node document = YAML::Load(std::string(text));
    const bool is_list = document.IsSequence();
    const YAML::Node list = is_list ? document : document["faults"];
    if (!list || !list.IsSequence()) {
      return wrong("1:1: expected a list of rules, or {faults: [...]}");
    }
    const std::uint64_t seed = is_list || !document["seed"] ? 1 : document["seed"].as<std::uint64_t>();
    std::vector<Rule> rules;
    for (const YAML::Node& node : list) {
      rules.push_back(read_rule(node, seed + rules.size()));
    }
    return rules;
  } catch (const BadRule& error) {
    return wrong(error.what());
  } catch (const YAML::Exception& error) {
    return wrong(fmt::format("{}:{}: {}", error.mark.line + 1, error.mark.column + 1, error.msg));
  }
}

Result<std::vector<Rule>> read_rules_file(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    return tl::make_unexpected(file_error("cannot_read", fmt::format("{}: cannot be read", path)));
  }
  return read_rules(text.str(), path);
}

}  // namespace itk::sandbox::faults

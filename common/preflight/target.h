// What a run is about to touch.
#pragma once

#include <string>
#include <string_view>

namespace itk::preflight {

enum class Kind { Queue, Function, Agent, LogGroup, Other };

struct Target {
  Kind kind = Kind::Other;
  std::string text;         // as people named it: URL, ARN, name, "agent/alias"
  std::string name;         // of the thing itself: "orders-prod", the id of an agent
  std::string qualifier{};  // version or alias of a function, id of an agent's alias
  std::string version{};    // of an agent whose alias is to be found: "latest", "3"
  std::string region{};     // empty: the configured one
  std::string account{};    // empty: the caller's
  std::string url{};        // of a queue, where it is known
  std::string where{};      // who named it: "cases/a.yaml:3:5", "ITK_LOG_GROUPS (.env:3)"
};

// "queue", "function", ...
std::string_view kind_name(Kind kind);

// A log group by name or ARN.
Target log_group_target(std::string_view text, std::string where);
// What no other kind fits: an ARN, a URL, a program.
Target other_target(std::string_view text);

// Whether AWS has it: not what an http or exec entrypoint drives.
bool is_in_aws(const Target& target);

}  // namespace itk::preflight

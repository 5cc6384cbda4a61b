// What Lambda and the functions that it runs say to each other.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace itk::sandbox::lambda {

inline constexpr std::string_view k_latest = "$LATEST";

struct Invocation {
  std::string request_id;
  std::string event;  // one line of JSON
  std::string trace_header;
  std::string version = std::string(k_latest);
};

struct InvocationResult {
  std::string payload;   // JSON: what the handler returned, or how it failed
  bool raised = false;   // the handler raised, and did not return
  std::string log_tail;  // the last of what it wrote to its log
  std::string trace_root;
};

// The code of a function. Called from many threads at once.
using Handler = std::function<InvocationResult(const Invocation&)>;
using Functions = std::map<std::string, Handler, std::less<>>;

}  // namespace itk::sandbox::lambda

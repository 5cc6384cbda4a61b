// Log events as an agentic system on Lambda writes them: START, END and REPORT, Powertools' JSON, tab-separated lines
// of a runtime, agent traces with prompts and rationales, tool calls, prose. 1.2 KB on average in CloudWatch's answer;
// one event in twenty names a customer by e-mail. The same seed gives the same events.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace itk::bench {

// All ids of events begin with this where they are hex, so that they can be made new without generating anew.
inline constexpr const char* k_id_mark = "f00d";

// The messages of one execution of a Lambda, in order of time.
std::vector<std::string> make_execution(std::uint64_t seed);

}  // namespace itk::bench

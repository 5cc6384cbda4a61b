// The frames of an answer of InvokeAgent.
#pragma once

#include <string>
#include <string_view>

namespace itk::sandbox::bedrock {

// `type` is chunk, trace, returnControl or files.
std::string event_frame(std::string_view type, std::string_view payload);
std::string chunk_frame(std::string_view text);
// `code` is as HTTP has it: "ThrottlingException".
std::string exception_frame(std::string_view code, std::string_view message);

}  // namespace itk::sandbox::bedrock

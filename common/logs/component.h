// Who wrote a line: "type:name".
#pragma once

#include <string>
#include <string_view>

namespace itk::logs {

// The Lambda function whose log this is: "/aws/lambda/<function>", or a stream
// "2020/03/05/<function>[$LATEST]20bd..." of a group that several share. Empty for other logs.
std::string lambda_of(std::string_view group, std::string_view stream);

// What the group and stream alone say: "lambda:orders", "agent:support-Ab12", or "".
std::string component_of(std::string_view group, std::string_view stream);

// The function's name in a Lambda ARN, or in a name as it stands.
std::string_view function_name(std::string_view name_or_arn);

// The model's id in an ARN of a foundation model or an inference profile, or as it stands.
std::string_view model_of(std::string_view id_or_arn);

}  // namespace itk::logs

// What Lambda tells about its functions: ListFunctions, GetFunction, GetFunctionConfiguration, GetAccountSettings.
#pragma once

#include <json/value.h>

#include "tests/sandbox/aws/rest.h"
#include "tests/sandbox/lambda/function.h"
#include "tests/sandbox/lambda/function_name.h"

namespace itk::sandbox::lambda {

Json::Value describe_function(const FunctionName& function, std::string_view version, const Account& account);
Json::Value describe_account(std::size_t functions);

}  // namespace itk::sandbox::lambda

#include "tests/sandbox/lambda/lookup.h"

#include <fmt/format.h>

#include "tests/sandbox/demo/world.h"

namespace itk::sandbox::lambda {

Json::Value describe_function(const FunctionName& function, std::string_view version, const Account& account) {
  Json::Value described;
  described["FunctionName"] = function.name;
  described["FunctionArn"] = function_arn(function, account);
  described["Runtime"] = "python3.12";
  described["Role"] = fmt::format("arn:aws:iam::{}:role/{}", account.id, function.name);
  described["Handler"] = "app.lambda_handler";
  described["CodeSize"] = 4096;
  described["Description"] = "";
  described["Timeout"] = 30;
  described["MemorySize"] = function.name == demo::k_orchestrator ? 256 : 128;
  described["LastModified"] = "2026-09-01T08:00:00.123+0000";
  described["Version"] = std::string(version);
  described["State"] = "Active";
  described["LastUpdateStatus"] = "Successful";
  described["PackageType"] = "Zip";
  described["Architectures"].append("arm64");
  described["TracingConfig"]["Mode"] = "Active";
  described["LoggingConfig"]["LogFormat"] = function.name == demo::k_orchestrator ? "Text" : "JSON";
  described["LoggingConfig"]["LogGroup"] = "/aws/lambda/" + function.name;
  return described;
}

Json::Value describe_account(std::size_t functions) {
  Json::Value account;
  account["AccountLimit"]["ConcurrentExecutions"] = 1000;
  account["AccountLimit"]["UnreservedConcurrentExecutions"] = 1000;
  account["AccountUsage"]["FunctionCount"] = Json::UInt64{functions};
  return account;
}

}  // namespace itk::sandbox::lambda

#include "tests/sandbox/sts/service.h"

#include <fmt/format.h>

namespace itk::sandbox::sts {

Outcome<Json::Value> StsService::answer(const Call& call) {
  if (call.operation != "GetCallerIdentity") {
    return fail(
        {400, "InvalidAction", fmt::format("Could not find operation {} for version 2011-06-15", call.operation), ""});
  }
  Json::Value identity;
  identity["Arn"] = fmt::format("arn:aws:iam::{}:user/{}", account_.id, account_.user);
  identity["UserId"] = "AIDACKCEVSQ6C2EXAMPLE";
  identity["Account"] = account_.id;
  return identity;
}

}  // namespace itk::sandbox::sts

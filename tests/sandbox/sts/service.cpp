#include "tests/sandbox/sts/service.h"

#include <fmt/format.h>

#include "common/base/result.h"
#include "tests/sandbox/sts/assume_role.h"
#include "tests/sandbox/sts/web_identity.h"

namespace itk::sandbox::sts {
namespace {

Timestamp after(Timestamp now, std::chrono::seconds duration) {
  return {now.ns + std::chrono::nanoseconds(duration).count()};
}

}  // namespace

Outcome<Json::Value> StsService::answer(const Call& call) {
  if (call.operation == "GetCallerIdentity") {
    return who_calls(call);
  }
  if (call.operation == "AssumeRole") {
    return assume_role(call);
  }
  if (call.operation == "AssumeRoleWithWebIdentity") {
    return assume_role_with_web_identity(call);
  }
  return fail(
      {400, "InvalidAction", fmt::format("Could not find operation {} for version 2011-06-15", call.operation), ""});
}

Json::Value StsService::who_calls(const Call& call) const {
  Json::Value identity;
  identity["Arn"] = call.caller.arn;
  identity["UserId"] = call.caller.user_id;
  identity["Account"] = account_.id;
  return identity;
}

Outcome<Json::Value> StsService::assume_role(const Call& call) {
  ITK_TRY_ASSIGN(const WantedRole role, read_wanted_role(call, account_));
  return describe_session(
      keys_.issue(role_principal(role, account_), after(call.now, session_.value_or(role.duration))));
}

Outcome<Json::Value> StsService::assume_role_with_web_identity(const Call& call) {
  const Json::Value& token = call.parameters["WebIdentityToken"];
  ITK_TRY_ASSIGN(const WebIdentity identity, read_web_identity(token.isString() ? token.asString() : "", call.now));
  ITK_TRY_ASSIGN(const WantedRole role, read_wanted_role(call, account_));
  Json::Value session =
      describe_session(keys_.issue(role_principal(role, account_), after(call.now, session_.value_or(role.duration))));
  session["SubjectFromWebIdentityToken"] = identity.subject;
  session["Audience"] = identity.audience;
  session["Provider"] = identity.issuer;
  return session;
}

}  // namespace itk::sandbox::sts

#include "common/aws/sts.h"

#include "common/aws/xml.h"

namespace itk::aws {

Result<CallerIdentity> get_caller_identity(Client& sts) {
  Request request;
  request.headers = {{"Content-Type", std::string(sts.service().content_type)}};
  request.body = "Action=GetCallerIdentity&Version=2011-06-15";
  ITK_TRY_ASSIGN(const Reply reply, sts.call(request));

  const auto xml = XmlDocument::parse(reply.body);
  const auto unreadable = [&](std::string_view what) {
    return tl::make_unexpected(bad_answer(sts.service(), "GetCallerIdentity", reply.request_id, what));
  };
  if (!xml) {
    return unreadable(xml.error().message);
  }
  const auto account = xml->text_of("Account");
  const auto arn = xml->text_of("Arn");
  if (!account || !arn || account->empty() || arn->empty()) {
    return unreadable("it has no Account or no Arn");
  }
  return CallerIdentity{*account, *arn, xml->text_of("UserId").value_or("")};
}

}  // namespace itk::aws

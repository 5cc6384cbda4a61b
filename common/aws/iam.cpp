#include "common/aws/iam.h"

#include "common/aws/xml.h"

namespace itk::aws {

Result<std::vector<std::string>> list_account_aliases(Client& iam) {
  Request request;
  // A network without a way to the internet has none to IAM, and nobody needs the alias so much.
  request.timeouts.connect = std::chrono::seconds(2);
  request.timeouts.total = std::chrono::seconds(5);
  request.headers = {{"Content-Type", std::string(iam.service().content_type)}};
  request.body = "Action=ListAccountAliases&Version=2010-05-08";
  ITK_TRY_ASSIGN(const Reply reply, iam.call(request));
  const auto xml = XmlDocument::parse(reply.body);
  if (!xml || !xml->text_of("AccountAliases")) {
    return tl::make_unexpected(bad_answer(iam.service(), "ListAccountAliases", reply.request_id,
                                          xml ? "it has no AccountAliases" : xml.error().message));
  }
  std::vector<std::string> aliases;
  if (const auto alias = xml->text_of("member"); alias && !alias->empty()) {
    aliases.push_back(*alias);
  }
  return aliases;
}

}  // namespace itk::aws

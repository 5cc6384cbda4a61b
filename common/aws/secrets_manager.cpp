#include "common/aws/secrets_manager.h"

#include "common/aws/answer.h"
#include "common/base/text.h"
#include "common/json/writer.h"

namespace itk::aws {

Result<std::string> get_secret_value(Client& secrets_manager, std::string_view id) {
  std::string body;
  json::ObjectWriter writer(body);
  writer.string("SecretId", id);
  writer.close();
  ITK_TRY_ASSIGN(const Reply reply,
                 secrets_manager.call(json_request(secrets_manager.service(), "GetSecretValue", std::move(body))));
  ITK_TRY_ASSIGN(Answer answer, Answer::read(secrets_manager, "GetSecretValue", reply));
  const AnswerObject root = answer.root();
  const json::Value* text = json::find(root.members(), "SecretString");
  if (text != nullptr && text->kind == json::Kind::String) {
    return std::string(text->text);
  }
  // The decoder's error would quote the value.
  auto bytes = base64_decode(root.text("SecretBinary"));
  if (!bytes || bytes->empty()) {
    return tl::make_unexpected(answer.unreadable("it has neither SecretString nor SecretBinary"));
  }
  return bytes;
}

}  // namespace itk::aws

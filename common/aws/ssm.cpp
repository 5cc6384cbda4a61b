#include "common/aws/ssm.h"

#include "common/aws/answer.h"
#include "common/json/writer.h"

namespace itk::aws {

Result<std::string> get_parameter(Client& ssm, std::string_view name) {
  std::string body;
  json::ObjectWriter writer(body);
  writer.string("Name", name);
  writer.boolean("WithDecryption", true);
  writer.close();
  ITK_TRY_ASSIGN(const Reply reply, ssm.call(json_request(ssm.service(), "GetParameter", std::move(body))));
  ITK_TRY_ASSIGN(Answer answer, Answer::read(ssm, "GetParameter", reply));
  const auto parameter = answer.root().object("Parameter");
  const json::Value* value = parameter ? json::find(parameter->members(), "Value") : nullptr;
  if (value == nullptr || value->kind != json::Kind::String) {
    return tl::make_unexpected(answer.unreadable("it has no Value"));
  }
  return std::string(value->text);
}

}  // namespace itk::aws

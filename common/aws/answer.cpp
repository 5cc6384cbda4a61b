#include "common/aws/answer.h"

#include "common/aws/error.h"

namespace itk::aws {
namespace {

const json::Value* find_kind(const std::vector<json::Member>& members, std::string_view key, json::Kind kind) {
  const json::Value* value = json::find(members, key);
  return value != nullptr && value->kind == kind ? value : nullptr;
}

}  // namespace

std::string AnswerObject::text(std::string_view key) const {
  const json::Value* value = find_kind(*members_, key, json::Kind::String);
  return value == nullptr ? std::string() : std::string(value->text);
}

std::optional<std::int64_t> AnswerObject::integer(std::string_view key) const {
  const json::Value* value = find_kind(*members_, key, json::Kind::Number);
  return value != nullptr && value->is_integer ? std::optional(value->integer) : std::nullopt;
}

std::optional<double> AnswerObject::number(std::string_view key) const {
  const json::Value* value = find_kind(*members_, key, json::Kind::Number);
  return value != nullptr ? std::optional(value->number) : std::nullopt;
}

std::optional<bool> AnswerObject::boolean(std::string_view key) const {
  const json::Value* value = find_kind(*members_, key, json::Kind::Bool);
  return value != nullptr ? std::optional(value->boolean) : std::nullopt;
}

std::optional<AnswerObject> AnswerObject::object(std::string_view key) const {
  const json::Value* value = find_kind(*members_, key, json::Kind::Object);
  if (value == nullptr) {
    return std::nullopt;
  }
  const auto members = parser_->object(value->raw, level_ + 1);
  return members ? std::optional(AnswerObject(*parser_, **members, level_ + 1)) : std::nullopt;
}

void AnswerObject::each_object(std::string_view key, const std::function<void(const AnswerObject&)>& each) const {
  const json::Value* list = find_kind(*members_, key, json::Kind::Array);
  const auto elements =
      list == nullptr ? Result<const std::vector<json::Member>*>(nullptr) : parser_->array(list->raw, level_ + 1);
  if (!elements || *elements == nullptr) {
    return;
  }
  for (const json::Member& element : **elements) {
    if (element.value.kind != json::Kind::Object) {
      continue;
    }
    if (const auto members = parser_->object(element.value.raw, level_ + 2)) {
      each(AnswerObject(*parser_, **members, level_ + 2));
    }
  }
}

std::vector<std::string> AnswerObject::texts(std::string_view key) const {
  std::vector<std::string> texts;
  const json::Value* list = find_kind(*members_, key, json::Kind::Array);
  if (list == nullptr) {
    return texts;
  }
  if (const auto elements = parser_->array(list->raw, level_ + 1)) {
    for (const json::Member& element : **elements) {
      if (element.value.kind == json::Kind::String) {
        texts.emplace_back(element.value.text);
      }
    }
  }
  return texts;
}

Result<Answer> Answer::read(const Client& client, std::string_view operation, const Reply& reply) {
  Answer answer(client, operation, reply);
  const auto members = answer.parser_.object(answer.text_.view());
  if (!members) {
    return tl::make_unexpected(answer.unreadable(members.error().message));
  }
  answer.members_ = *members;
  return answer;
}

Error Answer::unreadable(std::string_view what) const { return bad_answer(*service_, operation_, request_id_, what); }

}  // namespace itk::aws

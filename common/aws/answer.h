// Reading answers of JSON services: what is absent or of another type counts as absent, what is no JSON object is an
// error that names operation and request id.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/aws/client.h"
#include "common/json/parser.h"

namespace itk::aws {

// The members of one object of an answer; valid until the next object at its depth is read.
class AnswerObject {
 public:
  AnswerObject(json::Parser& parser, const std::vector<json::Member>& members, std::size_t level)
      : parser_(&parser), members_(&members), level_(level) {}

  std::string text(std::string_view key) const;
  std::optional<std::int64_t> integer(std::string_view key) const;
  std::optional<double> number(std::string_view key) const;
  std::optional<bool> boolean(std::string_view key) const;
  // The object under `key`; nothing where there is none. Of several objects at this depth only the one that was read
  // last is valid.
  std::optional<AnswerObject> object(std::string_view key) const;
  // Calls `each` with every object, or every text, of the list under `key`; no list is an empty one.
  void each_object(std::string_view key, const std::function<void(const AnswerObject&)>& each) const;
  std::vector<std::string> texts(std::string_view key) const;
  const std::vector<json::Member>& members() const { return *members_; }

 private:
  json::Parser* parser_;
  const std::vector<json::Member>* members_;
  std::size_t level_;
};

// Keeps the text and the parser that an AnswerObject looks into.
class Answer {
 public:
  static Result<Answer> read(const Client& client, std::string_view operation, const Reply& reply);

  AnswerObject root() { return {parser_, *members_, 0}; }
  // The error of an answer that lacks something, or has something that cannot be.
  Error unreadable(std::string_view what) const;

 private:
  Answer(const Client& client, std::string_view operation, const Reply& reply)
      : service_(&client.service()), operation_(operation), request_id_(reply.request_id), text_(reply.body) {}

  const ServiceInfo* service_;
  std::string operation_, request_id_;
  json::PaddedText text_;
  json::Parser parser_;
  const std::vector<json::Member>* members_ = nullptr;
};

}  // namespace itk::aws

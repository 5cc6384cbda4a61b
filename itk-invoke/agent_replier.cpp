#include "itk-invoke/agent_replier.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/aws/ascii.h"
#include "common/json/parser.h"
#include "common/json/writer.h"

namespace itk::invoke {
namespace {

constexpr std::size_t k_most_results = 5;  // of one returnControl, by AWS's model

std::string text_of(const std::vector<json::Member>& members, std::string_view key) {
  const json::Value* value = json::find(members, key);
  return value == nullptr || value->kind != json::Kind::String ? std::string() : std::string(value->text);
}

Error unreadable(std::string_view what) {
  return {ErrorClass::Transient,
          ExitCode::Unreachable,
          "bad_answer",
          fmt::format("the agent's returnControl cannot be read: {}", what),
          "bedrock-agent-runtime",
          {}};
}

}  // namespace

// One of invocationInputs.
struct AgentReplier::Question {
  bool is_api = false;
  std::string action_group, agent_id, function, api_path, method, type;

  bool wants_confirmation() const { return type.starts_with("USER_CONFIRMATION"); }
  bool wants_result() const { return type != "USER_CONFIRMATION"; }

  static Result<std::vector<Question>> read_all(json::Parser& parser, std::string_view inputs) {
    ITK_TRY_ASSIGN(const auto* members, parser.array(inputs, 1));
    std::vector<Question> questions;
    for (const json::Member& each : *members) {
      ITK_TRY_ASSIGN(const auto* input, parser.object(each.value.raw, 2));
      const json::Value* api = json::find(*input, "apiInvocationInput");
      const json::Value* function = json::find(*input, "functionInvocationInput");
      if (api == nullptr && function == nullptr) {
        return tl::make_unexpected(unreadable("it asks for neither a function nor an API"));
      }
      ITK_TRY_ASSIGN(const auto* asked, parser.object(api == nullptr ? function->raw : api->raw, 3));
      questions.push_back({api != nullptr, text_of(*asked, "actionGroup"), text_of(*asked, "agentId"),
                           text_of(*asked, "function"), text_of(*asked, "apiPath"), text_of(*asked, "httpMethod"),
                           text_of(*asked, "actionInvocationType")});
    }
    return questions;
  }

  bool is_for(const AgentReply& reply) const {
    const auto fits = [](const std::string& wanted, const std::string& is) { return wanted.empty() || wanted == is; };
    if (wants_confirmation() ? !reply.confirm : !reply.body && reply.state.empty()) {
      return false;
    }
    return fits(reply.action_group, action_group) && fits(reply.function, function) && fits(reply.api_path, api_path) &&
           (reply.method.empty() || aws::equal_ignoring_case(reply.method, method));
  }
};

const AgentReply* AgentReplier::reply_to(const Question& question, std::vector<bool>& used) const {
  std::optional<std::size_t> last;
  for (std::size_t i = 0; i < replies_.size(); ++i) {
    if (question.is_for(replies_[i])) {
      last = i;
      if (!used[i]) {
        break;
      }
    }
  }
  if (!last) {
    return nullptr;
  }
  used[*last] = true;
  return &replies_[*last];
}

std::string AgentReplier::result(const Question& question, const AgentReply& reply) const {
  std::string text;
  json::ObjectWriter member(text);
  member.key(question.is_api ? "apiResult" : "functionResult");
  json::ObjectWriter result(member.text());
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) {
      result.string(name, value);
    }
  };
  result.string("actionGroup", question.action_group);
  add("agentId", question.agent_id);
  add("function", question.function);
  add("apiPath", question.api_path);
  add("httpMethod", question.method);
  if (question.wants_confirmation()) {
    result.string("confirmationState", reply.confirm.value_or(false) ? "CONFIRM" : "DENY");
  }
  add("responseState", reply.state);
  if (question.is_api && question.wants_result() && (reply.status || (reply.body && reply.state.empty()))) {
    result.integer("httpStatusCode", reply.status.value_or(200));
  }
  if (question.wants_result() && reply.body) {
    result.key("responseBody");
    json::ObjectWriter body(result.text());
    body.key(question.is_api ? reply.content_type : "TEXT");
    json::ObjectWriter content(body.text());
    content.string("body", reply.body->render(values_));
    content.close();
    body.close();
  }
  result.close();
  member.close();
  return text;
}

Result<std::optional<ControlResults>> AgentReplier::answer(const std::string& return_control) {
  json::Parser parser;
  const json::PaddedText padded(return_control);
  const auto asked = parser.object(padded.view());
  if (!asked) {
    return tl::make_unexpected(unreadable(asked.error().message));
  }
  const json::Value* inputs = json::find(**asked, "invocationInputs");
  if (inputs == nullptr || inputs->kind != json::Kind::Array) {
    return std::nullopt;  // there is nothing to answer to
  }
  ControlResults answer{text_of(**asked, "invocationId"), ""};
  ITK_TRY_ASSIGN(const std::vector<Question> questions, Question::read_all(parser, inputs->raw));
  if (questions.size() > k_most_results) {
    return tl::make_unexpected(unreadable(
        fmt::format("it asks {} things at once, and AWS takes {} answers", questions.size(), k_most_results)));
  }
  std::vector<bool> used = used_;
  for (const Question& question : questions) {
    const AgentReply* reply = reply_to(question, used);
    if (reply == nullptr) {
      return std::nullopt;
    }
    if (reply->body) {
      ITK_TRY(reply->body->check(values_));
    }
    (answer.results += answer.results.empty() ? "[" : ",") += result(question, *reply);
  }
  if (questions.empty()) {
    return std::nullopt;
  }
  used_ = std::move(used);
  answer.results += "]";
  return answer;
}

std::vector<const AgentReply*> AgentReplier::unused() const {
  std::vector<const AgentReply*> replies;
  for (std::size_t i = 0; i < replies_.size(); ++i) {
    if (!used_[i]) {
      replies.push_back(&replies_[i]);
    }
  }
  return replies;
}

}  // namespace itk::invoke

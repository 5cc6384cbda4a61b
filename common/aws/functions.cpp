#include "common/aws/functions.h"

#include <fmt/core.h>

#include "common/aws/answer.h"
#include "common/aws/uri.h"

namespace itk::aws {
namespace {

FunctionConfiguration read_function(const AnswerObject& function) {
  FunctionConfiguration read;
  read.name = function.text("FunctionName");
  read.arn = function.text("FunctionArn");
  read.state = function.text("State");
  read.state_reason = function.text("StateReason");
  read.last_update = function.text("LastUpdateStatus");
  read.timeout_seconds = function.integer("Timeout").value_or(0);
  if (const auto logging = function.object("LoggingConfig")) {
    read.log_group = logging->text("LogGroup");
  }
  if (const auto tracing = function.object("TracingConfig")) {
    read.tracing = tracing->text("Mode");
  }
  if (read.log_group.empty() && !read.name.empty()) {
    read.log_group = "/aws/lambda/" + read.name;
  }
  return read;
}

Request get(std::string target) {
  Request request;
  request.method = "GET";
  request.target = std::move(target);
  return request;
}

}  // namespace

Result<FunctionConfiguration> get_function_configuration(Client& lambda, std::string_view function,
                                                         std::string_view qualifier) {
  std::string target = fmt::format("/2015-03-31/functions/{}/configuration", percent_encode(function));
  if (!qualifier.empty()) {
    target += "?Qualifier=" + percent_encode(qualifier);
  }
  ITK_TRY_ASSIGN(const Reply reply, lambda.call(get(std::move(target))));
  ITK_TRY_ASSIGN(Answer answer, Answer::read(lambda, "GetFunctionConfiguration", reply));
  FunctionConfiguration read = read_function(answer.root());
  if (read.name.empty()) {
    return tl::make_unexpected(answer.unreadable("it has no FunctionName"));
  }
  return read;
}

Result<std::vector<FunctionConfiguration>> list_functions(Client& lambda) {
  std::vector<FunctionConfiguration> functions;
  std::string marker;
  do {
    std::string target = "/2015-03-31/functions";
    if (!marker.empty()) {
      target += "?Marker=" + percent_encode(marker);
    }
    ITK_TRY_ASSIGN(const Reply reply, lambda.call(get(std::move(target))));
    ITK_TRY_ASSIGN(Answer answer, Answer::read(lambda, "ListFunctions", reply));
    answer.root().each_object("Functions",
                              [&](const AnswerObject& function) { functions.push_back(read_function(function)); });
    std::string next = answer.root().text("NextMarker");
    if (!next.empty() && next == marker) {
      return tl::make_unexpected(answer.unreadable("the next marker repeats itself"));
    }
    marker = std::move(next);
  } while (!marker.empty());
  return functions;
}

}  // namespace itk::aws

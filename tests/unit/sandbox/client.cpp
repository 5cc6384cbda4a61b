#include "tests/unit/sandbox/client.h"

#include <gtest/gtest.h>

#include "common/aws/uri.h"
#include "common/base/clock.h"
#include "tests/sandbox/aws/document.h"

namespace itk::sandbox::test {

std::string Answer::header(std::string_view name) const {
  const auto value = aws::find_header(headers, name);
  return value ? std::string(*value) : "";
}

std::string Answer::error() const {
  const std::string type = document["__type"].asString();
  return type.substr(type.find('#') + 1);
}

Client::Client(const std::string& endpoint) : endpoint_(endpoint) {}

Answer Client::sqs(const std::string& operation, const std::string& parameters) const {
  return call("sqs", {"POST",
                      endpoint_ + "/",
                      {{"Content-Type", "application/x-amz-json-1.0"}, {"X-Amz-Target", "AmazonSQS." + operation}},
                      parameters,
                      {}});
}

Answer Client::logs(const std::string& operation, const std::string& parameters) const {
  return call("logs", {"POST",
                       endpoint_ + "/",
                       {{"Content-Type", "application/x-amz-json-1.1"}, {"X-Amz-Target", "Logs_20140328." + operation}},
                       parameters,
                       {}});
}

Answer Client::sts(const std::string& form) const { return query("sts", form); }

Answer Client::json(std::string_view signing_name, const std::string& target, const std::string& parameters) const {
  return call(signing_name, {"POST",
                             endpoint_ + "/",
                             {{"Content-Type", "application/x-amz-json-1.1"}, {"X-Amz-Target", target}},
                             parameters,
                             {}});
}

Answer Client::query(std::string_view signing_name, const std::string& form) const {
  return call(
      signing_name,
      {"POST", endpoint_ + "/", {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}}, form, {}});
}

Answer Client::at(std::string_view signing_name, const std::string& method, const std::string& path,
                  const std::string& body, const aws::Headers& headers) const {
  const aws::HttpRequest request{method, endpoint_ + path, headers, body, {}};
  return signing_name.empty() ? send(request) : call(signing_name, request);
}

Answer Client::lambda(const std::string& name, const std::string& event, const aws::Headers& headers) const {
  const std::size_t question = std::min(name.find('?'), name.size());
  const std::string path = aws::percent_encode(name.substr(0, question)) + "/invocations" + name.substr(question);
  return call("lambda", {"POST", endpoint_ + "/2015-03-31/functions/" + path, headers, event, {}});
}

Answer Client::bedrock(const std::string& method, const std::string& path, const std::string& body,
                       const aws::Headers& headers) const {
  return call("bedrock", {method, endpoint_ + "/" + path, headers, body, {}});
}

Answer Client::call(std::string_view signing_name, aws::HttpRequest request) const {
  aws::SigningKeyCache keys;
  const Timestamp time{system_clock().now().ns + std::chrono::nanoseconds(skew).count()};
  const auto added =
      aws::sign_request(request, credentials, region, service.empty() ? signing_name : service, time, keys);
  EXPECT_TRUE(added.has_value());
  request.headers.insert(request.headers.end(), added->begin(), added->end());
  if (tamper) {
    tamper(request);
  }
  return send(request);
}

Answer Client::send(aws::HttpRequest request) const {
  request.timeouts.total = timeout;
  request.may_resend = false;
  const auto response = aws::make_curl_transport({})->send(request);
  if (!response) {
    if (!may_fail) {
      ADD_FAILURE() << response.error().message;
    }
    return {0, response.error().code, {}, "", Json::Value(Json::objectValue)};
  }
  const auto document = parse_document(response->body);
  return {response->status, "", response->headers, response->body, document.value_or(Json::Value(Json::objectValue))};
}

bool eventually(const std::function<bool()>& holds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (std::chrono::steady_clock::now() < deadline) {
    if (holds()) {
      return true;
    }
  }
  return false;
}

}  // namespace itk::sandbox::test

// An AWS account that answers by operation, for tools that make their own clients. What it does not know is denied.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "common/base/environment.h"
#include "itk-invoke/aws_access.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_transport.h"

namespace itk::invoke {

class FakeAccount {
 public:
  FakeAccount() {
    on("GetCallerIdentity",
       "<R><Arn>arn:aws:iam::123456789012:user/u</Arn><UserId>A</UserId><Account>123456789012</Account></R>");
    on("ListAccountAliases", "<R><AccountAliases><member>acme-dev</member></AccountAliases></R>");
  }

  // `part` is of the URL, the target header or the body: an operation's name, or a path. Later ones win.
  void on(const std::string& part, std::string body, int status = 200) { answers_[part] = {status, std::move(body)}; }
  void deny(const std::string& part, const std::string& action) {
    on(part,
       R"({"__type":"AccessDeniedException","message":"User: u is not authorized to perform: )" + action +
           " on resource: *\"}",
       403);
  }

  AwsAccess::MakeTransport make_transport() {
    return [this](const aws::TransportOptions&) { return std::make_unique<Door>(*this); };
  }
  AwsAccess access() { return {environment, {}, clock, log, make_transport()}; }

  Environment environment{{{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"},
                           {"AWS_SECRET_ACCESS_KEY", "canary-secret-access-key"},
                           {"AWS_REGION", "us-east-1"},
                           {"AWS_CONFIG_FILE", "/dev/null"},
                           {"AWS_SHARED_CREDENTIALS_FILE", "/dev/null"},
                           {"AWS_EC2_METADATA_DISABLED", "true"},
                           {"AWS_MAX_ATTEMPTS", "1"}}};
  test::FakeClock clock;
  std::string logged;
  Logger log{"test", LogLevel::Debug, [this](std::string_view line) { logged += line; }};
  std::vector<std::string> asked;  // "POST https://... AmazonSQS.GetQueueUrl {...}"
  aws::Headers answer_headers;

 private:
  class Door final : public aws::Transport {
   public:
    explicit Door(FakeAccount& account) : account_(account) {}
    Result<aws::HttpResponse> send(const aws::HttpRequest& request) override { return account_.answer(request); }

   private:
    FakeAccount& account_;
  };

  Result<aws::HttpResponse> answer(const aws::HttpRequest& request) {
    const std::string target(aws::find_header(request.headers, "X-Amz-Target").value_or(""));
    asked.push_back(request.method + " " + request.url + " " + target + " " + request.body);
    const std::pair<int, std::string>* best = nullptr;
    std::size_t longest = 0;
    for (const auto& [part, body] : answers_) {
      if (part.size() > longest && asked.back().find(part) != std::string::npos) {
        best = &body;
        longest = part.size();
      }
    }
    return best == nullptr ? aws::HttpResponse{403, answer_headers, R"({"__type":"AccessDeniedException"})"}
                           : aws::HttpResponse{best->first, answer_headers, best->second};
  }

  std::map<std::string, std::pair<int, std::string>> answers_;
};

}  // namespace itk::invoke

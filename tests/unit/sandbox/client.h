// A client of the sandbox as tests need it: signs with common/aws, sends with libcurl, shows everything that
// came back.
#pragma once

#include <json/value.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "common/aws/sigv4.h"
#include "common/aws/transport.h"
#include "tests/sandbox/sandbox.h"

namespace itk::sandbox::test {

struct Answer {
  int status = 0;       // 0: there was no whole answer
  std::string failure;  // why: the code of common/aws/transport.h
  aws::Headers headers;
  std::string body;
  Json::Value document;  // of a JSON body

  std::string header(std::string_view name) const;
  // "QueueDoesNotExist" of "com.amazonaws.sqs#QueueDoesNotExist".
  std::string error() const;
};

class Client {
 public:
  explicit Client(const std::string& endpoint);

  Answer sqs(const std::string& operation, const std::string& parameters) const;
  Answer logs(const std::string& operation, const std::string& parameters) const;
  Answer sts(const std::string& form) const;
  // Invoke; `name` may carry "?Qualifier=".
  Answer lambda(const std::string& name, const std::string& event, const aws::Headers& headers = {}) const;
  // "agents/..." below the root.
  Answer bedrock(const std::string& method, const std::string& path, const std::string& body,
                 const aws::Headers& headers = {}) const;

  // Any service of JSON 1.1: "AmazonSSM.GetParameter".
  Answer json(std::string_view signing_name, const std::string& target, const std::string& parameters) const;
  // Any query API.
  Answer query(std::string_view signing_name, const std::string& form) const;
  // Any path below the root, signed; without a signing name, unsigned.
  Answer at(std::string_view signing_name, const std::string& method, const std::string& path,
            const std::string& body = "", const aws::Headers& headers = {}) const;

  // Changed by tests to sign wrongly.
  aws::Credentials credentials{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "", {}};
  std::string region = "us-east-1";
  std::chrono::seconds skew{0};
  std::string service;                            // signs for this one instead
  std::function<void(aws::HttpRequest&)> tamper;  // after signing
  bool may_fail = false;                          // the connection
  std::chrono::milliseconds timeout{30'000};

 private:
  Answer call(std::string_view signing_name, aws::HttpRequest request) const;
  Answer send(aws::HttpRequest request) const;

  std::string endpoint_;
};

// Whether `holds` becomes true within ten seconds.
bool eventually(const std::function<bool()>& holds);

}  // namespace itk::sandbox::test

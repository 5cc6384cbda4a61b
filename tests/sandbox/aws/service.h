// One AWS service behind the gateway: it gets calls that are routed, authenticated and parsed.
#pragma once

#include <json/value.h>

#include <string>
#include <string_view>

#include "common/base/time.h"
#include "tests/sandbox/aws/fault.h"

namespace itk::sandbox {

// Who and where this account is.
struct Account {
  std::string id = "123456789012";
  std::string region = "us-east-1";
  std::string access_key = "AKIAIOSFODNN7EXAMPLE";
  std::string secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  std::string session_token;  // empty: long-term credentials
  std::string user = "itk-sandbox";
  std::string alias = "itk-sandbox";  // empty: it has none
};

// Who calls.
struct Principal {
  std::string arn, user_id;
};

struct Call {
  std::string operation;
  Json::Value parameters;
  Timestamp now;
  std::string endpoint;      // "http://127.0.0.1:4566": queue URLs begin with the host that the caller used
  std::string trace_header;  // X-Amzn-Trace-Id of the request
  Principal caller;          // empty where the operation takes no signature
};

class Service {
 public:
  virtual ~Service() = default;
  // What the body of the answer says. Called from many threads at once.
  virtual Outcome<Json::Value> answer(const Call& call) = 0;
};

}  // namespace itk::sandbox

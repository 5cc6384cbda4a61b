// AWS services in REST style: the path says what is called, and the service writes its whole answer.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/time.h"
#include "tests/sandbox/aws/fault.h"
#include "tests/sandbox/aws/signature.h"
#include "tests/sandbox/http/server.h"

namespace itk::sandbox {

struct RestCall {
  std::vector<std::string> path;  // decoded segments; empty ones are left out
  std::map<std::string, std::string> query;
  const HttpRequest& http;
  Timestamp now;
  std::string request_id;  // the gateway puts it into the answer
  Principal caller;        // empty where there is no signature
};

class RestService {
 public:
  virtual ~RestService() = default;
  // Gets calls that are authenticated, from many threads at once.
  virtual HttpResponse answer(const RestCall& call) = 0;
  // What the API calls it: "InvokeAgent".
  virtual std::string operation(const RestCall& call) const = 0;
  // A fault in this service's own form.
  virtual HttpResponse write_fault(const Fault& fault) const;
};

RestCall read_rest_call(const HttpRequest& request, Timestamp now, std::string_view request_id);

// How REST services name a refused signature.
Fault to_rest_fault(const Refusal& refusal);

// {"message": ...}, the type in x-amzn-ErrorType.
HttpResponse write_rest_fault(const Fault& fault);

}  // namespace itk::sandbox

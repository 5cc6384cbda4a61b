// The front door that all services share: finds the service of a request, authenticates it, parses the body,
// and puts answers and faults into the shape of the protocol.
#pragma once

#include <string>

#include "common/base/clock.h"
#include "tests/sandbox/aws/rest.h"
#include "tests/sandbox/aws/service.h"
#include "tests/sandbox/http/server.h"

namespace itk::sandbox {

struct Services {
  Service& sqs;
  Service& logs;
  Service& sts;
  RestService& lambda;
  RestService& bedrock;
};

class Gateway {
 public:
  Gateway(const Account& account, Clock& clock, Services services)
      : account_(account), clock_(clock), services_(services) {}

  HttpResponse answer(const HttpRequest& request);

 private:
  HttpResponse answer_call(const HttpRequest& request);
  HttpResponse answer_rest(RestService& service, std::string_view signing_name, const HttpRequest& request,
                           const std::string& request_id);

  const Account& account_;
  Clock& clock_;
  Services services_;
};

}  // namespace itk::sandbox

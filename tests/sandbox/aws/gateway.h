// The front door that all services share: finds the service of a request, authenticates it, parses the body, puts
// answers and faults into the shape of the protocol, and lets faults happen that were asked for.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "tests/sandbox/aws/catalogue.h"
#include "tests/sandbox/aws/keys.h"
#include "tests/sandbox/aws/rest.h"
#include "tests/sandbox/aws/service.h"
#include "tests/sandbox/control/ledger.h"
#include "tests/sandbox/faults/inject.h"
#include "tests/sandbox/faults/plan.h"
#include "tests/sandbox/http/server.h"

namespace itk::sandbox {

// A service that is found by its path.
struct RestRoute {
  std::string_view prefix;
  std::string_view name;  // also its signing name and the prefix of its IAM actions
  bool is_signed;
  std::reference_wrapper<RestService> service;
};

struct Services {
  std::map<std::string_view, std::reference_wrapper<Service>> at_root;  // by their name in the catalogue
  std::vector<RestRoute> rest;
};

class Gateway {
 public:
  // All arguments outlive it.
  Gateway(const Account& account, Clock& clock, const KeyRing& keys, Ledger& ledger, FaultPlan& faults,
          Services services)
      : account_(account),
        clock_(clock),
        keys_(keys),
        ledger_(ledger),
        faults_(faults),
        services_(std::move(services)) {}

  HttpResponse answer(const HttpRequest& request);

 private:
  Target find_target(const HttpRequest& request, const std::string& request_id);
  Target rest_target(const RestRoute& route, const HttpRequest& request, const std::string& request_id);
  HttpResponse answer_at_root(const Route& route, const HttpRequest& request, const std::string& request_id,
                              Timestamp now, const faults::Rule* spoils);
  HttpResponse answer_rest(const RestRoute& route, RestCall call);

  const Account& account_;
  Clock& clock_;
  const KeyRing& keys_;
  Ledger& ledger_;
  FaultPlan& faults_;
  Services services_;
};

}  // namespace itk::sandbox

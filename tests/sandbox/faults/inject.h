// Lets a fault happen to a call.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "common/base/time.h"
#include "tests/sandbox/aws/fault.h"
#include "tests/sandbox/aws/service.h"
#include "tests/sandbox/faults/rule.h"
#include "tests/sandbox/http/server.h"

namespace itk::sandbox {

// One call, as the gateway found out what it wants.
struct Target {
  std::string service, operation;
  std::string principal;  // who would be refused
  // Authenticates and does the work; with a rule that spoils what the service says (PartialBatch, WrongMd5), that too.
  std::function<HttpResponse(Timestamp now, const faults::Rule* spoils)> work;
  std::function<HttpResponse(const Fault&)> refuse;
};

// The answer with the Date that AWS's clock shows.
HttpResponse answer_with_fault(const Target& target, const faults::Rule& rule, Timestamp now);
HttpResponse with_date(HttpResponse response, Timestamp now);

// What the service says when the rule spoils a batch or a digest.
Outcome<Json::Value> spoiled_answer(Service& service, Call call, const faults::Rule& rule);

}  // namespace itk::sandbox

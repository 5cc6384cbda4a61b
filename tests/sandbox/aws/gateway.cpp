#include "tests/sandbox/aws/gateway.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "tests/sandbox/aws/protocol.h"
#include "tests/sandbox/aws/random_id.h"
#include "tests/sandbox/aws/streaming_service.h"
#include "tests/sandbox/faults/wording.h"

namespace itk::sandbox {
namespace {

// What gives the system under test something to do.
bool is_work(std::string_view operation) {
  static const std::set<std::string_view> operations{"Invoke",     "InvokeAgent", "InvokeAgentRuntime",
                                                     "PostOrders", "StartJob",    "tools/call"};
  return operations.contains(operation);
}

Target unknown_service(const HttpRequest& request, const std::string& request_id) {
  const Fault fault{404, "UnknownOperationException",
                    fmt::format("itk-sandbox serves the services in its README; {} {} is none of them", request.method,
                                request.target),
                    ""};
  static const ServiceInfo unknown{"", Protocol::Json11, "", ""};
  const auto refuse = [request_id](const Fault& with) { return write_fault(unknown, with, request_id); };
  return {"", "", "", [fault, refuse](Timestamp, const faults::Rule*) { return refuse(fault); }, refuse};
}

std::optional<Outcome<HttpResponse>> stream_of(Service& service, const Call& call) {
  auto* const streaming = dynamic_cast<StreamingService*>(&service);
  return streaming == nullptr ? std::nullopt : streaming->stream(call);
}

// AssumeRoleWithWebIdentity is how one comes by keys in the first place.
bool takes_signature(const Route& route) { return route.operation != "AssumeRoleWithWebIdentity"; }

}  // namespace

HttpResponse Gateway::answer(const HttpRequest& request) {
  const Target target = find_target(request, random_uuid());
  const faults::Rule* rule = faults_.strike(target.service, target.operation, request, clock_.now());
  if (rule == nullptr) {
    const Timestamp now = clock_.now();
    return with_date(target.work(now, nullptr), clock_.now());
  }
  return answer_with_fault(target, *rule, clock_.now());
}

Target Gateway::find_target(const HttpRequest& request, const std::string& request_id) {
  const auto rest = std::find_if(services_.rest.begin(), services_.rest.end(),
                                 [&](const RestRoute& each) { return request.target.starts_with(each.prefix); });
  if (rest != services_.rest.end()) {
    return rest_target(*rest, request, request_id);
  }
  const auto route = request.method == "POST" ? find_route(request) : std::nullopt;
  if (!route || !services_.at_root.contains(route->service->name)) {
    return unknown_service(request, request_id);
  }
  return {std::string(route->service->name), route->operation, keys_.find(account_.access_key)->owner.arn,
          [this, route, &request, request_id](Timestamp now, const faults::Rule* spoils) {
            return answer_at_root(*route, request, request_id, now, spoils);
          },
          [route, request_id](const Fault& fault) { return write_fault(*route->service, fault, request_id); }};
}

HttpResponse Gateway::answer_at_root(const Route& route, const HttpRequest& request, const std::string& request_id,
                                     Timestamp now, const faults::Rule* spoils) {
  const ServiceInfo& info = *route.service;
  Principal caller;
  if (takes_signature(route)) {
    // IAM has one region for the whole partition.
    const std::string_view region = info.name == "iam" ? "us-east-1" : std::string_view(account_.region);
    const auto checked = check_signature(request, keys_, region, info.name, now);
    if (!checked) {
      return write_fault(info, to_fault(info.protocol, checked.error()), request_id);
    }
    caller = *checked;
  }
  if (faults_.denies(faults::iam_action(info.name, route.operation))) {
    return write_fault(info, faults::access_denied(info.name, route.operation, caller.arn), request_id);
  }
  auto parameters = read_parameters(info.protocol, request);
  if (!parameters) {
    return write_fault(info, parameters.error(), request_id);
  }
  const Call call{route.operation,
                  *std::move(parameters),
                  now,
                  "http://" + request.header("host"),
                  request.header("x-amzn-trace-id"),
                  caller};
  Service& service = services_.at_root.at(info.name);
  if (auto streamed = stream_of(service, call)) {
    if (!*streamed) {
      return write_fault(info, streamed->error(), request_id);
    }
    (*streamed)->headers.emplace_back("x-amzn-RequestId", request_id);
    return **std::move(streamed);
  }
  const auto answer = spoils == nullptr ? service.answer(call) : spoiled_answer(service, call, *spoils);
  if (!answer) {
    return write_fault(info, answer.error(), request_id);
  }
  ledger_.accept_messages(call, *answer);
  return write_answer(route, *answer, request_id);
}

Target Gateway::rest_target(const RestRoute& route, const HttpRequest& request, const std::string& request_id) {
  RestCall call = read_rest_call(request, clock_.now(), request_id);
  const std::string operation = route.service.get().operation(call);
  return {std::string(route.name), operation, keys_.find(account_.access_key)->owner.arn,
          [this, &route, call](Timestamp now, const faults::Rule*) {
            RestCall timed = call;
            timed.now = now;
            return answer_rest(route, std::move(timed));
          },
          [&route, request_id](const Fault& fault) {
            HttpResponse response = route.service.get().write_fault(fault);
            response.headers.emplace_back("x-amzn-RequestId", request_id);
            return response;
          }};
}

HttpResponse Gateway::answer_rest(const RestRoute& route, RestCall call) {
  RestService& service = route.service;
  const std::string operation = service.operation(call);
  const auto work = [&]() -> HttpResponse {
    if (route.is_signed) {
      const auto caller = check_signature(call.http, keys_, account_.region, route.name, call.now);
      if (!caller) {
        return service.write_fault(to_rest_fault(caller.error()));
      }
      call.caller = *caller;
    }
    if (faults_.denies(faults::iam_action(route.name, operation))) {
      return service.write_fault(faults::access_denied(route.name, operation, call.caller.arn));
    }
    return service.answer(call);
  };
  HttpResponse response = work();
  if (response.status < 300 && is_work(operation)) {
    ledger_.accept_request(fmt::format("{}:{}", route.name, operation), call.request_id, call.http);
  }
  response.headers.emplace_back("x-amzn-RequestId", call.request_id);
  return response;
}

}  // namespace itk::sandbox

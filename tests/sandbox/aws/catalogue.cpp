#include "tests/sandbox/aws/catalogue.h"

#include <array>

#include "tests/sandbox/aws/protocol.h"

namespace itk::sandbox {
namespace {

constexpr std::array k_services{
    ServiceInfo{"sqs", Protocol::Json10, "AmazonSQS", ""},
    ServiceInfo{"logs", Protocol::Json11, "Logs_20140328", ""},
    ServiceInfo{"ssm", Protocol::Json11, "AmazonSSM", ""},
    ServiceInfo{"secretsmanager", Protocol::Json11, "secretsmanager", ""},
    ServiceInfo{"servicequotas", Protocol::Json11, "ServiceQuotasV20190624", ""},
    ServiceInfo{"sts", Protocol::Query, "2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/"},
    ServiceInfo{"iam", Protocol::Query, "2010-05-08", "https://iam.amazonaws.com/doc/2010-05-08/"},
};

std::optional<Route> find_by_target(std::string_view target) {
  for (const ServiceInfo& service : k_services) {
    if (service.protocol != Protocol::Query && target.size() > service.key.size() && target.starts_with(service.key) &&
        target[service.key.size()] == '.') {
      return Route{&service, std::string(target.substr(service.key.size() + 1))};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Route> find_route(const HttpRequest& request) {
  if (request.header("content-type").starts_with("application/x-www-form-urlencoded")) {
    auto form = read_form(request.body);
    for (const ServiceInfo& service : k_services) {
      if (service.protocol == Protocol::Query && form["Version"] == service.key) {
        return Route{&service, form["Action"]};
      }
    }
    return std::nullopt;
  }
  return find_by_target(request.header("x-amz-target"));
}

}  // namespace itk::sandbox

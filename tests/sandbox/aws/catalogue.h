// The services that are called at "/": how a request says which one it means, and in which dialect.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tests/sandbox/http/server.h"

namespace itk::sandbox {

enum class Protocol {
  Json10,  // AWS JSON 1.0, compatible with the query protocol that it replaced: SQS
  Json11,  // AWS JSON 1.1
  Query,   // form in, XML out
};

struct ServiceInfo {
  std::string_view name;  // also its signing name and the prefix of its IAM actions
  Protocol protocol;
  std::string_view key;            // X-Amz-Target up to the dot, or the Version of a query API
  std::string_view xml_namespace;  // of a query API
};

struct Route {
  const ServiceInfo* service;
  std::string operation;
};

// Nothing when the request means no service that is served here.
std::optional<Route> find_route(const HttpRequest& request);

}  // namespace itk::sandbox

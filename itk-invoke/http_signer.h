// Signature Version 4 for requests to a URL that is no endpoint of a service's client: API Gateway, a function's URL,
// AgentCore Gateway.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/aws/credential_source.h"
#include "common/aws/sigv4.h"
#include "itk-invoke/aws_access.h"

namespace itk::invoke {

class HttpSigner {
 public:
  // `service` is the signing name: "execute-api", "lambda", "bedrock-agentcore". Without a region it is the configured
  // one.
  HttpSigner(std::string service, std::string region) : service_(std::move(service)), region_(std::move(region)) {}

  // Finds the credentials. Once, before the first request.
  Status connect(AwsAccess& aws);
  // Adds the headers of the signature. What is added to the request later is not signed.
  Status sign(aws::HttpRequest& request, Timestamp now) const;
  // What no message may show: AWS quotes the request in the error of a wrong signature. Valid until the next sign().
  std::vector<std::string_view> secrets() const;

 private:
  std::string service_, region_;
  std::shared_ptr<aws::CredentialSource> credentials_;
};

}  // namespace itk::invoke

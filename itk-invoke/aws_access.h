// AWS, as far as a run asks for it: configuration, credentials and connections are made on first use, so that a run
// that sends nothing needs none of them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "common/aws/client.h"
#include "common/aws/loop.h"

namespace itk::invoke {

class AwsAccess {
 public:
  using MakeTransport = std::function<std::unique_ptr<aws::Transport>(const aws::TransportOptions&)>;

  // `flags` come before what a case says, which comes before `environment`. `clock` and `log` outlive this.
  AwsAccess(Environment environment, aws::ConfigOptions flags, Clock& clock, const Logger& log,
            MakeTransport make_transport);

  // `case_region` is the region that the case's target is in; empty: the configured one.
  Result<aws::Config> config(const std::string& case_region) const;
  Result<aws::Endpoint> endpoint(aws::Service service, const std::string& case_region) const;
  Timestamp now() const { return clock_.now(); }
  // Lives as long as this.
  Result<aws::Client*> client(aws::Service service, const std::string& case_region);
  // For what is signed without a client. They are shared with the clients of that region.
  Result<std::shared_ptr<aws::CredentialSource>> credentials(const std::string& case_region);
  // For what goes around AWS: proxies and roots that the environment names.
  Result<aws::TransportOptions> transport_options() const;
  // Throttles that all clients have met so far.
  std::int64_t throttles() const;
  // For what is worth saying beside the records.
  const Logger& log() const { return log_; }

 private:
  std::shared_ptr<aws::CredentialSource> credentials_for(const aws::Config& config);

  Environment environment_;
  aws::ConfigOptions flags_;
  Clock& clock_;
  const Logger& log_;
  MakeTransport make_transport_;
  std::unique_ptr<aws::Transport> transport_;
  std::map<std::string, std::shared_ptr<aws::CredentialSource>> credentials_;  // by region
  std::map<std::pair<aws::Service, std::string>, std::unique_ptr<aws::Client>> clients_;
};

}  // namespace itk::invoke

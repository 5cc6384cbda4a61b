// AWS, as far as a run asks for it: configuration, credentials and connections are made on first use, so that a run
// that sends nothing needs none of them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "common/aws/client.h"

namespace itk::aws {

class Access {
 public:
  using MakeTransport = std::function<std::unique_ptr<Transport>(const TransportOptions&)>;

  // `flags` come before what a case says, which comes before `environment`. `clock` and `log` outlive this.
  Access(Environment environment, ConfigOptions flags, Clock& clock, const Logger& log, MakeTransport make_transport);

  // `case_region` is the region that the case's target is in; empty: the configured one.
  Result<Config> config(const std::string& case_region) const;
  Result<Endpoint> endpoint(Service service, const std::string& case_region) const;
  Timestamp now() const { return clock_.now(); }
  // Lives as long as this.
  Result<Client*> client(Service service, const std::string& case_region);
  // For what is signed without a client. They are shared with the clients of that region.
  Result<std::shared_ptr<CredentialSource>> credentials(const std::string& case_region);
  // For what goes around AWS: proxies and roots that the environment names.
  Result<TransportOptions> transport_options() const;
  // Throttles that all clients have met so far.
  std::int64_t throttles() const;
  // For what is worth saying beside the records.
  const Logger& log() const { return log_; }

 private:
  std::shared_ptr<CredentialSource> credentials_for(const Config& config);

  Environment environment_;
  ConfigOptions flags_;
  Clock& clock_;
  const Logger& log_;
  MakeTransport make_transport_;
  std::unique_ptr<Transport> transport_;
  std::map<std::string, std::shared_ptr<CredentialSource>> credentials_;  // by region
  std::map<std::pair<Service, std::string>, std::unique_ptr<Client>> clients_;
};

}  // namespace itk::aws

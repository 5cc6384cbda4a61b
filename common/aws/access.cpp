#include "common/aws/access.h"

#include "common/aws/credentials.h"
#include "common/aws/home_region.h"

namespace itk::aws {

Access::Access(Environment environment, ConfigOptions flags, Clock& clock, const Logger& log,
               MakeTransport make_transport)
    : environment_(std::move(environment)),
      flags_(std::move(flags)),
      clock_(clock),
      log_(log),
      make_transport_(std::move(make_transport)) {}

Result<Config> Access::config(const std::string& case_region) const {
  ConfigOptions options = flags_;
  if (!options.region && !case_region.empty()) {
    options.region = case_region;
  }
  return load_config(environment_, options);
}

Result<Endpoint> Access::endpoint(Service service, const std::string& case_region) const {
  ITK_TRY_ASSIGN(const Config loaded, config(case_region));
  return resolve_endpoint(loaded, service);
}

Result<Client*> Access::client(Service service, const std::string& case_region) {
  std::unique_ptr<Client>& client = clients_[{service, case_region}];
  if (!client) {
    ITK_TRY_ASSIGN(const Config loaded, config(case_region));
    const std::shared_ptr<CredentialSource> credentials = credentials_for(loaded);
    ITK_TRY_ASSIGN(Client made,
                   make_client(service, at_home_of(service, loaded), *transport_, clock_, log_, credentials));
    client = std::make_unique<Client>(std::move(made));
  }
  return client.get();
}

// One source for all services of a region: a role is assumed once, and a program asked once.
std::shared_ptr<CredentialSource> Access::credentials_for(const Config& config) {
  if (!transport_) {
    transport_ = make_transport_(aws::transport_options(environment_, config));
  }
  std::shared_ptr<CredentialSource>& credentials = credentials_[config.region];
  if (!credentials) {
    credentials = make_credential_source(config, *transport_, clock_, log_, environment_);
  }
  return credentials;
}

Result<std::shared_ptr<CredentialSource>> Access::credentials(const std::string& case_region) {
  ITK_TRY_ASSIGN(const Config loaded, config(case_region));
  return credentials_for(loaded);
}

Result<TransportOptions> Access::transport_options() const {
  ITK_TRY_ASSIGN(const Config loaded,
                 config("none"));  // they are the same in all regions, and where there is none
  return aws::transport_options(environment_, loaded);
}

std::int64_t Access::throttles() const {
  std::int64_t sum = 0;
  for (const auto& [key, client] : clients_) {
    sum += client ? client->stats().throttles : 0;
  }
  return sum;
}

}  // namespace itk::aws

#include "itk-invoke/aws_access.h"

#include "common/aws/credentials.h"
#include "common/aws/home_region.h"

namespace itk::invoke {

AwsAccess::AwsAccess(Environment environment, aws::ConfigOptions flags, Clock& clock, const Logger& log,
                     MakeTransport make_transport)
    : environment_(std::move(environment)),
      flags_(std::move(flags)),
      clock_(clock),
      log_(log),
      make_transport_(std::move(make_transport)) {}

Result<aws::Config> AwsAccess::config(const std::string& case_region) const {
  aws::ConfigOptions options = flags_;
  if (!options.region && !case_region.empty()) {
    options.region = case_region;
  }
  return aws::load_config(environment_, options);
}

Result<aws::Endpoint> AwsAccess::endpoint(aws::Service service, const std::string& case_region) const {
  ITK_TRY_ASSIGN(const aws::Config loaded, config(case_region));
  return aws::resolve_endpoint(loaded, service);
}

Result<aws::Client*> AwsAccess::client(aws::Service service, const std::string& case_region) {
  std::unique_ptr<aws::Client>& client = clients_[{service, case_region}];
  if (!client) {
    ITK_TRY_ASSIGN(const aws::Config loaded, config(case_region));
    const std::shared_ptr<aws::CredentialSource> credentials = credentials_for(loaded);
    ITK_TRY_ASSIGN(aws::Client made,
                   aws::make_client(service, aws::at_home_of(service, loaded), *transport_, clock_, log_, credentials));
    client = std::make_unique<aws::Client>(std::move(made));
  }
  return client.get();
}

// One source for all services of a region: a role is assumed once, and a program asked once.
std::shared_ptr<aws::CredentialSource> AwsAccess::credentials_for(const aws::Config& config) {
  if (!transport_) {
    transport_ = make_transport_(aws::transport_options(environment_, config));
  }
  std::shared_ptr<aws::CredentialSource>& credentials = credentials_[config.region];
  if (!credentials) {
    credentials = aws::make_credential_source(config, *transport_, clock_, log_, environment_);
  }
  return credentials;
}

Result<std::shared_ptr<aws::CredentialSource>> AwsAccess::credentials(const std::string& case_region) {
  ITK_TRY_ASSIGN(const aws::Config loaded, config(case_region));
  return credentials_for(loaded);
}

Result<aws::TransportOptions> AwsAccess::transport_options() const {
  ITK_TRY_ASSIGN(const aws::Config loaded,
                 config("none"));  // they are the same in all regions, and where there is none
  return aws::transport_options(environment_, loaded);
}

std::int64_t AwsAccess::throttles() const {
  std::int64_t sum = 0;
  for (const auto& [key, client] : clients_) {
    sum += client ? client->stats().throttles : 0;
  }
  return sum;
}

}  // namespace itk::invoke

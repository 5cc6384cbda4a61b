#include "itk-invoke/aws_access.h"

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
    ITK_TRY_ASSIGN(aws::Config loaded, config(case_region));
    loaded = aws::at_home_of(service, std::move(loaded));
    if (!transport_) {
      transport_ = make_transport_(aws::transport_options(environment_, loaded));
    }
    ITK_TRY_ASSIGN(aws::Client made, aws::make_client(service, loaded, *transport_, clock_, log_, environment_));
    client = std::make_unique<aws::Client>(std::move(made));
  }
  return client.get();
}

}  // namespace itk::invoke

#include "itk-invoke/http_signer.h"

namespace itk::invoke {
namespace {

aws::SigningOptions signing_options(std::string_view service) {
  aws::SigningOptions options;
  options.add_body_hash = service == "s3" || service == "aoss";
  options.path = service == "s3" ? aws::PathRule::AsIs : aws::PathRule::Normalize;
  return options;
}

}  // namespace

Status HttpSigner::connect(AwsAccess& aws) {
  ITK_TRY_ASSIGN(const aws::Config config, aws.config(region_));
  region_ = config.region;
  ITK_TRY_ASSIGN(credentials_, aws.credentials(region_));
  ITK_TRY(credentials_->current());
  return {};
}

Status HttpSigner::sign(aws::HttpRequest& request, Timestamp now) const {
  ITK_TRY_ASSIGN(const aws::Credentials* credentials, credentials_->current());
  ITK_TRY_ASSIGN(const aws::Headers signature,
                 aws::sign_request(request, *credentials, region_, service_, now, keys_, signing_options(service_)));
  request.headers.insert(request.headers.end(), signature.begin(), signature.end());
  return {};
}

std::vector<std::string_view> HttpSigner::secrets() const {
  const aws::Credentials* held = credentials_ ? credentials_->held() : nullptr;
  return held == nullptr ? std::vector<std::string_view>()
                         : std::vector<std::string_view>{held->session_token, held->secret_access_key};
}

}  // namespace itk::invoke

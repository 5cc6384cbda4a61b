#include "itk-invoke/http_signer.h"

namespace itk::invoke {

Status HttpSigner::connect(AwsAccess& aws) {
  ITK_TRY_ASSIGN(const aws::Config config, aws.config(region_));
  region_ = config.region;
  ITK_TRY_ASSIGN(credentials_, aws.credentials(region_));
  ITK_TRY(credentials_->current());
  return {};
}

Status HttpSigner::sign(aws::HttpRequest& request, Timestamp now) const {
  ITK_TRY_ASSIGN(const aws::Credentials* credentials, credentials_->current());
  aws::SigningKeyCache keys;
  ITK_TRY_ASSIGN(const aws::Headers signature, aws::sign_request(request, *credentials, region_, service_, now, keys));
  request.headers.insert(request.headers.end(), signature.begin(), signature.end());
  return {};
}

std::vector<std::string_view> HttpSigner::secrets() const {
  const aws::Credentials* held = credentials_ ? credentials_->held() : nullptr;
  return held == nullptr ? std::vector<std::string_view>()
                         : std::vector<std::string_view>{held->session_token, held->secret_access_key};
}

}  // namespace itk::invoke

#include "tests/sandbox/credentials/metadata.h"

#include <fmt/format.h>

#include <charconv>

#include "common/base/text.h"
#include "tests/sandbox/aws/document.h"
#include "tests/sandbox/aws/random_id.h"

namespace itk::sandbox::credentials {
namespace {

constexpr std::chrono::hours k_session{6};
constexpr const char* k_instance = "i-0123456789abcdef0";
constexpr const char* k_instance_role = "itk-demo-instance";

HttpResponse text(int status, std::string body) { return {status, "text/plain", {}, std::move(body)}; }

AccessKey issue(KeyRing& keys, const Account& account, std::string_view role, std::string_view session, Timestamp now,
                std::chrono::seconds lasts) {
  return keys.issue({fmt::format("arn:aws:sts::{}:assumed-role/{}/{}", account.id, role, session),
                     fmt::format("AROA3XFRBF535EXAMPLE:{}", session)},
                    {now.ns + std::chrono::nanoseconds(lasts).count()});
}

Json::Value describe(const AccessKey& key) {
  Json::Value described;
  described["AccessKeyId"] = key.id;
  described["SecretAccessKey"] = key.secret;
  described["Token"] = key.token;
  described["Expiration"] = expiry_text(*key.expires);
  return described;
}

}  // namespace

ContainerService::ContainerService(const Account& account, KeyRing& keys, std::optional<std::chrono::seconds> session)
    : account_(account),
      keys_(keys),
      session_(session.value_or(k_session)),
      pod_token_("eyJhbGciOiJSUzI1NiJ9." + base64_encode(random_hex(60)) + "." + random_hex(40)) {}

HttpResponse ContainerService::answer(const RestCall& call) {
  const std::string_view path = call.http.target;
  if (call.http.method != "GET" || (path != k_task_path && path != k_pod_path)) {
    return write_rest_fault({404, "CredentialsNotFound", fmt::format("Invalid credentials path {}", path), ""});
  }
  if (path == k_pod_path && call.http.header("authorization") != pod_token_) {
    return write_rest_fault({401, "AccessDeniedException",
                             "Unauthorized Exception! EKS does not have permissions to assume the associated role.",
                             ""});
  }
  const bool is_pod = path == k_pod_path;
  Json::Value body =
      describe(issue(keys_, account_, is_pod ? "itk-demo-pod" : "itk-demo-task", random_hex(16), call.now, session_));
  if (is_pod) {
    body["AccountId"] = account_.id;
  } else {
    body["RoleArn"] = fmt::format("arn:aws:iam::{}:role/itk-demo-task", account_.id);
  }
  return {200, "application/json", {}, write_document(body)};
}

InstanceService::InstanceService(const Account& account, KeyRing& keys, std::optional<std::chrono::seconds> session)
    : account_(account), keys_(keys), session_(session.value_or(k_session)) {}

std::string InstanceService::operation(const RestCall& call) const {
  return call.http.method == "PUT" ? "PutToken" : call.http.target.substr(std::string_view("/latest/").size());
}

HttpResponse InstanceService::write_fault(const Fault& fault) const { return text(fault.status, fault.message); }

HttpResponse InstanceService::answer(const RestCall& call) {
  if (call.http.method == "PUT") {
    return put_token(call);
  }
  if (!knows_token(call)) {
    return text(401, "<html><body><h1>401 - Unauthorized</h1></body></html>");
  }
  return read(operation(call), call.now);
}

HttpResponse InstanceService::put_token(const RestCall& call) {
  const std::string ttl = call.http.header("x-aws-ec2-metadata-token-ttl-seconds");
  std::int64_t seconds = 0;
  std::from_chars(ttl.data(), ttl.data() + ttl.size(), seconds);
  if (operation(call) != "PutToken" || call.http.target != "/latest/api/token" || seconds < 1 || seconds > 21'600) {
    return text(400, "Bad Request");
  }
  const std::string token = base64_encode(random_hex(42));
  const std::lock_guard lock(mutex_);
  tokens_[token] = {call.now.ns + seconds * 1'000'000'000};
  return {200, "text/plain", {{"x-aws-ec2-metadata-token-ttl-seconds", ttl}}, token};
}

bool InstanceService::knows_token(const RestCall& call) {
  const std::lock_guard lock(mutex_);
  const auto token = tokens_.find(call.http.header("x-aws-ec2-metadata-token"));
  return token != tokens_.end() && call.now < token->second;
}

HttpResponse InstanceService::read(const std::string& path, Timestamp now) {
  const std::string credentials = "meta-data/iam/security-credentials/";
  if (path == credentials) {
    return text(200, k_instance_role);
  }
  if (path == "meta-data/placement/region") {
    return text(200, account_.region);
  }
  if (path == "meta-data/instance-id") {
    return text(200, k_instance);
  }
  if (path != credentials + k_instance_role) {
    return text(404, "Not Found");
  }
  Json::Value body = describe(issue(keys_, account_, k_instance_role, k_instance, now, session_));
  body["Code"] = "Success";
  body["Type"] = "AWS-HMAC";
  body["LastUpdated"] = expiry_text(now);
  return {200, "text/plain", {}, write_document(body)};
}

}  // namespace itk::sandbox::credentials

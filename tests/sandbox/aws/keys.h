// The access keys that the account knows: the one that it was started with, and temporary ones that expire.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/time.h"
#include "tests/sandbox/aws/service.h"

namespace itk::sandbox {

struct AccessKey {
  std::string id, secret;
  std::string token;  // empty: a long-term key
  std::optional<Timestamp> expires;
  Principal owner;
};

class KeyRing {
 public:
  explicit KeyRing(const Account& account);

  std::optional<AccessKey> find(std::string_view id) const;
  // A new temporary key: "ASIA...", with a session token.
  AccessKey issue(Principal owner, Timestamp expires);

 private:
  mutable std::mutex mutex_;
  std::map<std::string, AccessKey, std::less<>> keys_;
};

// "2026-11-20T08:00:00Z", as every service writes an expiry.
std::string expiry_text(Timestamp expires);

}  // namespace itk::sandbox

#include "tests/sandbox/aws/keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/text.h"
#include "tests/sandbox/aws/random_id.h"

namespace itk::sandbox {
namespace {

std::string upper_hex(std::size_t digits) {
  std::string text = random_hex(digits);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char each) { return each >= 'a' ? static_cast<char>(each - 'a' + 'A') : each; });
  return text;
}

}  // namespace

KeyRing::KeyRing(const Account& account) {
  keys_[account.access_key] = {
      account.access_key,
      account.secret_key,
      account.session_token,
      std::nullopt,
      {fmt::format("arn:aws:iam::{}:user/{}", account.id, account.user), "AIDACKCEVSQ6C2EXAMPLE"}};
}

std::optional<AccessKey> KeyRing::find(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const auto found = keys_.find(id);
  return found == keys_.end() ? std::nullopt : std::optional(found->second);
}

AccessKey KeyRing::issue(Principal owner, Timestamp expires) {
  AccessKey key{"ASIA" + upper_hex(16), base64_encode(random_hex(30)),
                "IQoJb3JpZ2luX2VjE" + base64_encode(random_hex(150)), expires, std::move(owner)};
  const std::lock_guard lock(mutex_);
  keys_[key.id] = key;
  return key;
}

std::string expiry_text(Timestamp expires) {
  return format_rfc3339(Timestamp::from_ms(expires.ms() / 1000 * 1000)).substr(0, 19) + 'Z';
}

}  // namespace itk::sandbox

// What the account really accepted, by nonce: tests prove with it that nothing was sent twice unnoticed.
#pragma once

#include <json/value.h>

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sandbox/aws/service.h"
#include "tests/sandbox/http/server.h"

namespace itk::sandbox {

class Ledger {
 public:
  // One piece of work. `text` is all that came with it: each nonce in there ("itk-" and 16 hex digits) counts it, or a
  // digest of `payload` where there is none. The same `id` twice is one delivery accepted twice (FIFO deduplication).
  void accept(std::string_view operation, std::string_view id, std::string_view payload, std::string_view text);
  // A call that sends messages to a queue, and its answer.
  void accept_messages(const Call& call, const Json::Value& answer);
  // A request that is work itself.
  void accept_request(std::string_view operation, std::string_view id, const HttpRequest& request);

  // {"accepted":3,"nonces":{"itk-...":{"accepted":1,"distinct":1,"by":[{"operation":...,"id":...}]}}}
  Json::Value describe(std::string_view nonce) const;  // of this one only, where it is not empty
  void clear();

 private:
  struct Acceptance {
    std::string operation, id;
  };

  mutable std::mutex mutex_;
  std::map<std::string, std::vector<Acceptance>, std::less<>> by_nonce_;
  std::int64_t accepted_ = 0;
};

}  // namespace itk::sandbox

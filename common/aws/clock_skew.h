// A signature is good for five minutes. Where this machine's clock is further off than that, we sign with the
// time of the server, which it tells in the Date header of every answer.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "common/aws/transport.h"
#include "common/base/time.h"

namespace itk::aws {

// "Fri, 20 Nov 2026 08:00:00 GMT" (RFC 9110, section 5.6.7; the obsolete forms are not read).
std::optional<Timestamp> parse_http_date(std::string_view text);

class ClockSkew {
 public:
  // Learns from an answer. One from a cache (Age) or one that took long says nothing about the clock.
  void observe(const HttpResponse& response, Timestamp sent, Timestamp received);

  // The time to sign with: ours, unless it is off by four minutes or more.
  Timestamp correct(Timestamp now) const;
  // Whether a request signed at `signed_with` would now be signed with another time: the refusal may be due
  // to the clock, whatever its code is.
  bool explains_refusal(Timestamp signed_with, Timestamp now) const;

  // Server minus ours, to the second.
  std::chrono::seconds offset() const { return offset_; }

 private:
  std::chrono::seconds offset_{0};
};

}  // namespace itk::aws

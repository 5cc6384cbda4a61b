// Reads application/vnd.amazon.eventstream, the frames in which Bedrock agents, Lambda and CloudWatch Logs
// stream answers (https://smithy.io/2.0/aws/amazon-eventstream.html). All numbers are big-endian:
//
//   u32 total length | u32 headers length | u32 CRC-32 of these 8 bytes | headers | payload | u32 CRC-32 of
//   all before header: u8 length of name, name, u8 type, value
//
// A frame is handed out only when it is whole and both sums are right. What a frame claims to be long is
// believed only within AWS's own bounds, and memory grows with the bytes that came, not with the claim.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/base/result.h"

namespace itk::aws {

struct ByteBuffer {  // of a header; a text is a std::string
  std::string bytes;

  friend bool operator==(const ByteBuffer&, const ByteBuffer&) = default;
};

using EventUuid = std::array<unsigned char, 16>;

// A point in time is milliseconds since 1970, of any size: not every one fits a Timestamp.
using HeaderValue = std::variant<bool, std::int8_t, std::int16_t, std::int32_t, std::int64_t, ByteBuffer, std::string,
                                 std::chrono::milliseconds, EventUuid>;

struct EventHeader {
  std::string name;
  HeaderValue value;

  friend bool operator==(const EventHeader&, const EventHeader&) = default;
};

struct EventMessage {
  std::vector<EventHeader> headers;  // in order of the wire; no name stands there twice
  std::string payload;

  // The text of a header; absent where there is none or it is not text. Valid as long as the message.
  std::optional<std::string_view> text_of(std::string_view name) const;

  friend bool operator==(const EventMessage&, const EventMessage&) = default;
};

class EventStreamDecoder {
 public:
  static constexpr std::size_t k_max_headers = 128u << 10;
  static constexpr std::size_t k_max_payload = 24u << 20;

  // More of the stream, in pieces of any size.
  void feed(std::string_view bytes);

  // The next message; nothing where more bytes are needed. An error (class transient) names the byte of the
  // stream; nothing behind it can be read, so it comes again on every further call.
  Result<std::optional<EventMessage>> next();

  // At the end of the stream: an error where it ends inside a message.
  Status finish() const;

  // Of the message that comes next, from the start of the stream.
  std::uint64_t offset() const { return offset_; }

 private:
  Status read_prelude();
  Result<std::optional<EventMessage>> fail(std::string_view what);
  std::string_view unread() const { return std::string_view(buffer_).substr(begin_); }

  std::string buffer_;
  std::size_t begin_ = 0;  // of what is unread, in buffer_
  std::uint64_t offset_ = 0;
  std::size_t total_length_ = 0;  // of the message at begin_; 0: its prelude is not read yet
  std::size_t headers_length_ = 0;
  std::optional<Error> error_;
};

}  // namespace itk::aws

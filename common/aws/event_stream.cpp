#include "common/aws/event_stream.h"

#include <fmt/core.h>
#include <zlib.h>

#include <algorithm>

#include "common/base/text.h"

namespace itk::aws {
namespace {

constexpr std::size_t k_prelude = 12;
constexpr std::size_t k_frame = k_prelude + 4;  // of a message without headers and payload

enum class HeaderType : unsigned char { True, False, Byte, Short, Int, Long, Bytes, Text, Time, Uuid };

// Of `bytes.size()` bytes, at most 8.
std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) {
    value = value << 8 | static_cast<unsigned char>(c);
  }
  return value;
}

std::uint32_t crc_of(std::string_view bytes) {
  return static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

Error stream_error(std::string code, std::string message) {
  return {ErrorClass::Transient, ExitCode::Unreachable, std::move(code), std::move(message), {}, {}};
}

// The headers of one message, whose sums are right.
class HeaderReader {
 public:
  HeaderReader(std::string_view bytes, std::uint64_t offset) : bytes_(bytes), offset_(offset) {}

  Result<std::vector<EventHeader>> read() {
    std::vector<EventHeader> headers;
    while (at_ < bytes_.size()) {
      begin_ = at_;
      ITK_TRY_ASSIGN(const std::string_view name_length, take(1, "the length of its name"));
      if (name_length[0] == 0) {
        return tl::make_unexpected(fail("its name is empty"));
      }
      ITK_TRY_ASSIGN(const std::string_view name, take(big_endian(name_length), "its name"));
      ITK_TRY_ASSIGN(const std::string_view type, take(1, "its type"));
      ITK_TRY_ASSIGN(HeaderValue value, read_value(static_cast<unsigned char>(type[0])));
      headers.push_back({std::string(name), std::move(value)});
    }
    ITK_TRY(refuse_duplicates(headers));
    return headers;
  }

 private:
  Result<HeaderValue> read_value(unsigned char type) {
    using enum HeaderType;
    switch (static_cast<HeaderType>(type)) {
      case True:
        return HeaderValue(true);
      case False:
        return HeaderValue(false);
      case Byte:
        return read_number<std::int8_t>();
      case Short:
        return read_number<std::int16_t>();
      case Int:
        return read_number<std::int32_t>();
      case Long:
        return read_number<std::int64_t>();
      case Bytes:
      case Text:
        return read_sized(static_cast<HeaderType>(type) == Text);
      case Time: {
        ITK_TRY_ASSIGN(const std::string_view bytes, take(8, "its value"));
        return HeaderValue(std::chrono::milliseconds(static_cast<std::int64_t>(big_endian(bytes))));
      }
      case Uuid: {
        EventUuid uuid{};
        ITK_TRY_ASSIGN(const std::string_view bytes, take(uuid.size(), "its value"));
        std::copy(bytes.begin(), bytes.end(), uuid.begin());
        return HeaderValue(uuid);
      }
    }
    return tl::make_unexpected(fail(fmt::format("its type is {}, which does not exist", type)));
  }

  template <class Integer>
  Result<HeaderValue> read_number() {
    ITK_TRY_ASSIGN(const std::string_view bytes, take(sizeof(Integer), "its value"));
    return HeaderValue(static_cast<Integer>(big_endian(bytes)));
  }

  Result<HeaderValue> read_sized(bool is_text) {
    ITK_TRY_ASSIGN(const std::string_view length, take(2, "the length of its value"));
    ITK_TRY_ASSIGN(const std::string_view bytes, take(big_endian(length), "its value"));
    if (!is_text) {
      return HeaderValue(ByteBuffer{std::string(bytes)});
    }
    if (!is_utf8(bytes)) {
      return tl::make_unexpected(fail("its text is not UTF-8"));
    }
    return HeaderValue(std::string(bytes));
  }

  Result<std::string_view> take(std::uint64_t size, std::string_view what) {
    if (size > bytes_.size() - at_) {
      return tl::make_unexpected(
          fail(fmt::format("{} has {} bytes, but the headers end after {}", what, size, bytes_.size() - at_)));
    }
    const std::string_view taken = bytes_.substr(at_, static_cast<std::size_t>(size));
    at_ += taken.size();
    return taken;
  }

  // Sorted, as a hostile message could hold tens of thousands of headers.
  Status refuse_duplicates(const std::vector<EventHeader>& headers) {
    std::vector<std::string_view> names;
    names.reserve(headers.size());
    for (const EventHeader& header : headers) {
      names.push_back(header.name);
    }
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice == names.end()) {
      return {};
    }
    begin_ = 0;
    return tl::make_unexpected(
        fail(fmt::format("\"{}\" stands there twice", is_utf8(*twice) ? *twice : "a name that is not UTF-8")));
  }

  Error fail(std::string_view what) const {
    return stream_error("bad_event_stream", fmt::format("header at byte {}: {}", offset_ + begin_, what));
  }

  std::string_view bytes_;
  std::uint64_t offset_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;  // of the header that is being read
};

}  // namespace

std::optional<std::string_view> EventMessage::text_of(std::string_view name) const {
  for (const EventHeader& header : headers) {
    if (header.name == name) {
      const auto* text = std::get_if<std::string>(&header.value);
      return text == nullptr ? std::nullopt : std::optional<std::string_view>(*text);
    }
  }
  return std::nullopt;
}

void EventStreamDecoder::feed(std::string_view bytes) {
  if (error_) {
    return;
  }
  // What was read is dropped when it is the larger part: each byte is then moved once at most.
  if (begin_ > buffer_.size() / 2) {
    buffer_.erase(0, begin_);
    begin_ = 0;
  }
  buffer_.append(bytes);
}

Status EventStreamDecoder::read_prelude() {
  const std::string_view prelude = unread().substr(0, k_prelude);
  const std::uint64_t total = big_endian(prelude.substr(0, 4));
  const std::uint64_t headers = big_endian(prelude.substr(4, 4));
  const std::uint64_t claimed_crc = big_endian(prelude.substr(8, 4));
  const auto bad = [](std::string what) {
    return tl::make_unexpected(stream_error("bad_event_stream", std::move(what)));
  };
  if (const std::uint32_t crc = crc_of(prelude.substr(0, 8)); crc != claimed_crc) {
    return bad(fmt::format("the checksum of its lengths is {:08x}, but they say {:08x}", crc, claimed_crc));
  }
  if (total < k_frame || headers > total - k_frame) {
    return bad(fmt::format("{} bytes of headers do not fit a message of {} bytes", headers, total));
  }
  if (headers > k_max_headers) {
    return bad(fmt::format("{} bytes of headers are more than the {} allowed", headers, k_max_headers));
  }
  if (total - headers - k_frame > k_max_payload) {
    return bad(
        fmt::format("{} bytes of payload are more than the {} allowed", total - headers - k_frame, k_max_payload));
  }
  total_length_ = static_cast<std::size_t>(total);
  headers_length_ = static_cast<std::size_t>(headers);
  return {};
}

Result<std::optional<EventMessage>> EventStreamDecoder::fail(std::string_view what) {
  error_ = stream_error("bad_event_stream", fmt::format("event stream: message at byte {}: {}", offset_, what));
  buffer_ = {};
  begin_ = 0;
  return tl::make_unexpected(*error_);
}

Result<std::optional<EventMessage>> EventStreamDecoder::next() {
  if (error_) {
    return tl::make_unexpected(*error_);
  }
  if (total_length_ == 0) {
    if (unread().size() < k_prelude) {
      return std::nullopt;
    }
    if (const Status prelude = read_prelude(); !prelude) {
      return fail(prelude.error().message);
    }
  }
  if (unread().size() < total_length_) {
    return std::nullopt;
  }
  const std::string_view message = unread().substr(0, total_length_);
  const std::string_view summed = message.substr(0, message.size() - 4);
  const std::uint64_t claimed_crc = big_endian(message.substr(summed.size()));
  if (const std::uint32_t crc = crc_of(summed); crc != claimed_crc) {
    return fail(fmt::format("its checksum is {:08x}, but it says {:08x}", crc, claimed_crc));
  }
  auto headers = HeaderReader(summed.substr(k_prelude, headers_length_), offset_ + k_prelude).read();
  if (!headers) {
    return fail(headers.error().message);
  }
  EventMessage read{std::move(*headers), std::string(summed.substr(k_prelude + headers_length_))};
  begin_ += total_length_;
  offset_ += total_length_;
  total_length_ = 0;
  return read;
}

Status EventStreamDecoder::finish() const {
  if (error_) {
    return tl::make_unexpected(*error_);
  }
  if (unread().empty()) {
    return {};
  }
  const std::string of = total_length_ == 0 ? "" : fmt::format(" of {}", total_length_);
  return tl::make_unexpected(stream_error(
      "event_stream_cut", fmt::format("event stream: message at byte {}: the stream ends after {}{} bytes of it",
                                      offset_, unread().size(), of)));
}

}  // namespace itk::aws

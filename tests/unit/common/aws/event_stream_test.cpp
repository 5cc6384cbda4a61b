#include "common/aws/event_stream.h"

#include <gtest/gtest.h>

#include <limits>

#include "common/base/atomic_file.h"
#include "common/json/parser.h"
#include "tests/support/event_stream_writer.h"
#include "tests/support/shared_data.h"

namespace itk::aws {
namespace {

using test::big_endian;
using test::event_frame;
using test::event_header;
using test::text_header;

struct Decoded {
  std::vector<EventMessage> messages;
  std::optional<Error> error;
};

// The stream in pieces of `size` bytes, to its end.
Decoded decode(std::string_view stream, std::size_t size) {
  EventStreamDecoder decoder;
  Decoded decoded;
  const auto take_all = [&] {
    for (;;) {
      auto message = decoder.next();
      if (!message) {
        decoded.error = message.error();
        return;
      }
      if (!*message) {
        return;
      }
      decoded.messages.push_back(std::move(**message));
    }
  };
  while (!stream.empty()) {
    decoder.feed(stream.substr(0, size));
    stream.remove_prefix(std::min(size, stream.size()));
    take_all();
  }
  if (const Status end = decoder.finish(); !end && !decoded.error) {
    decoded.error = end.error();
  }
  return decoded;
}

Decoded decode(std::string_view stream) { return decode(stream, std::max<std::size_t>(stream.size(), 1)); }

std::string error_of(std::string_view stream) {
  const Decoded decoded = decode(stream);
  return decoded.error ? decoded.error->message : "no error";
}

std::string small_stream() {
  return event_frame(text_header(":message-type", "event") + text_header(":event-type", "chunk"),
                     "{\"bytes\":\"aGk=\"}") +
         event_frame("", "") + event_frame(event_header("flag", 0, ""), "p");
}

TEST(EventStream, ReadsHeadersAndPayload) {
  const Decoded decoded = decode(small_stream());
  ASSERT_FALSE(decoded.error);
  ASSERT_EQ(decoded.messages.size(), 3u);
  EXPECT_EQ(decoded.messages[0].text_of(":event-type"), "chunk");
  EXPECT_EQ(decoded.messages[0].payload, "{\"bytes\":\"aGk=\"}");
  EXPECT_EQ(decoded.messages[1], EventMessage{});
  EXPECT_EQ(decoded.messages[2].text_of("flag"), std::nullopt);
  EXPECT_EQ(decoded.messages[2].text_of("absent"), std::nullopt);
}

TEST(EventStream, ReadsEveryTypeOfHeader) {
  const std::string uuid = "0123456789abcdef";
  const Decoded decoded = decode(event_frame(
      event_header("true", 0, "") + event_header("false", 1, "") + event_header("i8", 2, "\xff") +
          event_header("i16", 3, big_endian(0x8000, 2)) + event_header("i32", 4, big_endian(41248, 4)) +
          event_header("i64", 5, big_endian(std::uint64_t{1} << 63, 8)) +
          event_header("bytes", 6, big_endian(2, 2) + std::string("\0\xff", 2)) + text_header("text", "gr\xc3\xbcn") +
          event_header("time", 8, big_endian(5'000'000'000, 8)) + event_header("uuid", 9, uuid),
      ""));
  ASSERT_FALSE(decoded.error) << decoded.error->message;
  EventUuid expected_uuid{};
  std::copy(uuid.begin(), uuid.end(), expected_uuid.begin());
  const std::vector<EventHeader> expected = {
      {"true", true},
      {"false", false},
      {"i8", std::int8_t{-1}},
      {"i16", std::numeric_limits<std::int16_t>::min()},
      {"i32", std::int32_t{41248}},
      {"i64", std::numeric_limits<std::int64_t>::min()},
      {"bytes", ByteBuffer{std::string("\0\xff", 2)}},
      {"text", std::string("gr\xc3\xbcn")},
      {"time", std::chrono::milliseconds(5'000'000'000)},
      {"uuid", expected_uuid},
  };
  EXPECT_EQ(decoded.messages.at(0).headers, expected);
}

TEST(EventStream, PiecesOfAnySizeGiveTheSame) {
  const std::string stream = small_stream();
  const Decoded whole = decode(stream);
  for (std::size_t size = 1; size <= stream.size(); ++size) {
    const Decoded pieces = decode(stream, size);
    ASSERT_FALSE(pieces.error) << size;
    ASSERT_EQ(pieces.messages, whole.messages) << size;
  }
}

TEST(EventStream, EveryTruncationGivesTheMessagesBeforeItAndSaysThatTheStreamIsCut) {
  const std::string stream = small_stream();
  const std::vector<EventMessage> all = decode(stream).messages;
  const std::size_t ends[] = {0, stream.size() - 16 - 23, stream.size() - 23, stream.size()};
  for (std::size_t n = 0; n < stream.size(); ++n) {
    const Decoded cut = decode(std::string_view(stream).substr(0, n));
    const auto whole = static_cast<std::size_t>(std::count_if(ends + 1, ends + 4, [&](auto end) { return end <= n; }));
    ASSERT_EQ(cut.messages.size(), whole) << n;
    ASSERT_TRUE(std::equal(cut.messages.begin(), cut.messages.end(), all.begin()));
    ASSERT_EQ(cut.error.has_value(), n != ends[whole]) << n;
    if (cut.error) {
      ASSERT_EQ(cut.error->code, "event_stream_cut") << n;
    }
  }
  EXPECT_EQ(error_of(std::string_view(stream).substr(0, stream.size() - 20)),
            "event stream: message at byte " + std::to_string(ends[2]) + ": the stream ends after 3 bytes of it");
  EXPECT_EQ(
      error_of(std::string_view(stream).substr(0, stream.size() - 1)),
      "event stream: message at byte " + std::to_string(ends[2]) + ": the stream ends after 22 of 23 bytes of it");
}

TEST(EventStream, EveryFlippedBitIsAnErrorAndNeverAWrongMessage) {
  const std::string stream = small_stream();
  const std::vector<EventMessage> all = decode(stream).messages;
  for (std::size_t at = 0; at < stream.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = stream;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      const Decoded decoded = decode(flipped);
      ASSERT_TRUE(decoded.error) << at;
      ASSERT_LT(decoded.messages.size(), all.size()) << at;
      ASSERT_TRUE(std::equal(decoded.messages.begin(), decoded.messages.end(), all.begin())) << at;
    }
  }
}

TEST(EventStream, SaysWhichByteIsWrong) {
  const std::string good = event_frame("", "0123");  // 20 bytes
  std::string bad_lengths = event_frame("", "");
  bad_lengths[8] = static_cast<char>(bad_lengths[8] ^ 1);
  EXPECT_NE(error_of(good + bad_lengths).find("message at byte 20: the checksum of its lengths is "),
            std::string::npos);
  std::string bad_sum = event_frame("", "");
  bad_sum.back() = static_cast<char>(bad_sum.back() ^ 1);
  EXPECT_NE(error_of(good + bad_sum).find("message at byte 20: its checksum is "), std::string::npos);
  EXPECT_EQ(error_of(good + event_frame(event_header("x", 1, "") + event_header("name", 10, ""), "")),
            "event stream: message at byte 20: header at byte 35: its type is 10, which does not exist");
  EXPECT_EQ(error_of(event_frame(event_header("x", 7, big_endian(9, 2) + "short"), "")),
            "event stream: message at byte 0: header at byte 12: its value has 9 bytes, but the headers end "
            "after 5");
  EXPECT_EQ(error_of(event_frame(event_header("", 0, ""), "")),
            "event stream: message at byte 0: header at byte 12: its name is empty");
  EXPECT_EQ(error_of(event_frame(text_header("a", "\xff"), "")),
            "event stream: message at byte 0: header at byte 12: its text is not UTF-8");
  EXPECT_EQ(error_of(event_frame(text_header("a", "1") + event_header("b", 0, "") + text_header("a", "2"), "")),
            "event stream: message at byte 0: header at byte 12: \"a\" stands there twice");
}

TEST(EventStream, HeadersThatEndTooEarlyAreAnError) {
  const std::string headers =
      event_header("n", 9, "0123456789abcdef") + text_header("t", "text") + event_header("l", 5, "12345678");
  const std::size_t whole[] = {0, 19, 28};
  for (std::size_t n = 0; n < headers.size(); ++n) {
    const bool ends_between = std::find(whole, whole + 3, n) != whole + 3;
    EXPECT_EQ(decode(event_frame(headers.substr(0, n), "p")).error.has_value(), !ends_between) << n;
  }
}

TEST(EventStream, LengthsBeyondTheBoundsAreRefusedBeforeTheBytesCome) {
  const auto prelude_error = [](std::uint64_t total, std::uint64_t headers) {
    return error_of(test::with_crc(big_endian(total, 4) + big_endian(headers, 4)));
  };
  EXPECT_NE(prelude_error(15, 0).find("0 bytes of headers do not fit a message of 15 bytes"), std::string::npos);
  EXPECT_NE(prelude_error(20, 5).find("5 bytes of headers do not fit"), std::string::npos);
  EXPECT_NE(prelude_error(0xffffffff, 0xffffffff).find("do not fit"), std::string::npos);
  EXPECT_NE(prelude_error(16 + 131073, 131073).find("131073 bytes of headers are more than the 131072"),
            std::string::npos);
  EXPECT_NE(prelude_error(16 + 25165825, 0).find("25165825 bytes of payload are more than the 25165824"),
            std::string::npos);
  EXPECT_NE(prelude_error(16 + 131072 + 25165824, 131072).find("the stream ends after 12 of"), std::string::npos);
}

TEST(EventStream, AnErrorStays) {
  EventStreamDecoder decoder;
  decoder.feed(std::string(12, 'x'));
  const auto first = decoder.next();
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().exit, ExitCode::Unreachable);
  decoder.feed(small_stream());
  EXPECT_EQ(decoder.next().error(), first.error());
  EXPECT_EQ(decoder.finish().error(), first.error());
}

std::string read(const std::string& path) {
  auto text = read_file(path);
  EXPECT_TRUE(text) << path;
  return text.value_or("");
}

TEST(EventStream, ReadsTheGoldenStreamOfInvokeAgent) {
  ITK_NEED_SHARED_DATA("eventstream/invoke_agent.bin");
  const std::string stream = read(data);
  for (const std::size_t size : {std::size_t{1}, std::size_t{7}, stream.size()}) {
    const Decoded decoded = decode(stream, size);
    ASSERT_FALSE(decoded.error);
    ASSERT_EQ(decoded.messages.size(), 14u);
    EXPECT_EQ(decoded.messages.front().text_of(":message-type"), "event");
    EXPECT_EQ(decoded.messages.back().text_of(":message-type"), "exception");
  }
}

TEST(EventStream, AgreesWithTheVectorsOfAwsSdks) {
  ITK_NEED_SHARED_DATA("event-stream-vectors/smithy-rs-eventstream");
  for (const auto& file : std::filesystem::directory_iterator(data)) {
    const std::string name = file.path().filename();
    EXPECT_EQ(decode(read(file.path())).error.has_value(), name.starts_with("invalid")) << name;
  }
  EXPECT_EQ(decode(read(data + "/valid_no_headers")).messages.at(0).payload, "another test payload");
}

// The recorded streams, against their events as another program read them.
void expect_recorded_events(const std::filesystem::path& stream, const std::string& events) {
  const std::string bytes = read(stream);
  const Decoded decoded = decode(bytes);
  ASSERT_FALSE(decoded.error) << stream << decoded.error->message;
  EXPECT_EQ(decode(bytes, 5).messages, decoded.messages);
  std::string_view lines = events;
  json::Parser parser;
  for (const EventMessage& message : decoded.messages) {
    const json::PaddedText line(lines.substr(0, lines.find('\n')));
    lines.remove_prefix(std::min(line.view().size() + 1, lines.size()));
    const auto members = parser.object(line.view());
    ASSERT_TRUE(members) << stream;
    const auto headers = parser.object(json::find(**members, "headers")->raw, 1);
    ASSERT_EQ((*headers)->size(), message.headers.size()) << stream;
    for (const json::Member& header : **headers) {
      EXPECT_EQ(message.text_of(header.key), header.value.text) << stream << ": " << header.key;
    }
    const json::PaddedText payload(message.payload);
    EXPECT_EQ(parser.object(payload.view(), 1).value()->size(),
              parser.object(json::find(**members, "payload")->raw, 2).value()->size());
  }
  EXPECT_EQ(lines, "") << stream;
}

TEST(EventStream, ReadsRecordedStreamsOfBedrock) {
  ITK_NEED_SHARED_DATA("bedrock-agent-stream");
  constexpr std::string_view k_ending = ".eventstream.bin";
  int streams = 0;
  for (const std::string& folder : {data, data + "/../bedrock-runtime-stream"}) {
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
      const std::string path = file.path();
      if (path.ends_with(k_ending)) {
        ++streams;
        expect_recorded_events(path, read(path.substr(0, path.size() - k_ending.size()) + ".events.jsonl"));
      }
    }
  }
  EXPECT_GT(streams, 20);
}

}  // namespace
}  // namespace itk::aws

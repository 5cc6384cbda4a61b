// The limit of server and machine: a client that neither builds nor signs nor reads anything, but writes the same prepared
// bytes again and again. What it reaches, nobody can beat; what others reach must stay well below.
//
//   bench_prepared_peer PORT send|batch CONNECTIONS MESSAGES    (message and queue from the environment, as the others)
#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "common/json/writer.h"

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string text_attribute(std::string_view value) {
  std::string json;
  itk::json::ObjectWriter attribute(json);
  attribute.string("DataType", "String");
  attribute.string("StringValue", value);
  attribute.close();
  return json;
}

void write_message(itk::json::ObjectWriter& message) {
  message.string("MessageBody", variable("BENCH_BODY"));
  message.raw("MessageAttributes",
              fmt::format(R"({{"ITK_TRACE_ID":{},"traceparent":{}}})", text_attribute(variable("BENCH_NONCE")),
                          text_attribute(variable("BENCH_TRACEPARENT"))));
  message.raw("MessageSystemAttributes",
              fmt::format(R"({{"AWSTraceHeader":{}}})", text_attribute(variable("BENCH_TRACE_HEADER"))));
}

std::string prepare_request(bool is_batch) {
  std::string body;
  itk::json::ObjectWriter call(body);
  call.string("QueueUrl", variable("BENCH_QUEUE_URL"));
  if (is_batch) {
    call.key("Entries");
    for (int i = 0; i < 10; ++i) {
      call.text() += i == 0 ? "[" : ",";
      itk::json::ObjectWriter entry(call.text());
      entry.string("Id", std::to_string(i));
      write_message(entry);
      entry.close();
    }
    call.text() += ']';
  } else {
    write_message(call);
  }
  call.close();
  // As long as the head of a signed request.
  return fmt::format("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Amz-Target: AmazonSQS.SendMessage{}\r\n"
                     "Content-Type: application/x-amz-json-1.0\r\nAuthorization: {}\r\nContent-Length: {}\r\n\r\n{}",
                     is_batch ? "Batch" : "", std::string(400, 'x'), body.size(), body);
}

int connect_to(std::uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? fd : -1;
}

// How many bytes an answer has; they are all alike.
std::size_t answer_size(std::string_view answer) {
  constexpr std::string_view k_length = "Content-Length: ";
  const std::size_t head = answer.find("\r\n\r\n"), at = answer.find(k_length);
  std::size_t length = 0;
  if (head == std::string_view::npos || at == std::string_view::npos) {
    return 0;
  }
  std::from_chars(answer.data() + at + k_length.size(), answer.data() + head, length);
  return head + 4 + length;
}

// Keeps one request under way on each connection until `requests` are answered.
bool send_all(std::uint16_t port, std::size_t connections, const std::string& request, std::size_t requests) {
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  std::size_t started = 0, answered = 0;
  const auto start = [&](int fd) {
    ++started;
    return send(fd, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size());
  };
  for (std::size_t i = 0; i < connections && started < requests; ++i) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = connect_to(port);
    if (event.data.fd < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, event.data.fd, &event) != 0 || !start(event.data.fd)) {
      return false;
    }
  }
  std::array<epoll_event, 256> events{};
  std::vector<char> buffer(64 << 10);
  while (answered < requests) {
    const int count = epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const int fd = events[static_cast<std::size_t>(i)].data.fd;
      const ssize_t got = recv(fd, buffer.data(), buffer.size(), 0);
      // The server writes an answer at once, so it arrives whole.
      if (got <= 0 || answer_size({buffer.data(), static_cast<std::size_t>(got)}) != static_cast<std::size_t>(got)) {
        return false;
      }
      ++answered;
      if (started < requests && !start(fd)) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    fmt::print(stderr, "usage: bench_prepared_peer PORT send|batch CONNECTIONS MESSAGES\n");
    return 2;
  }
  const bool is_batch = std::string_view(argv[2]) == "batch";
  const auto number = [](const char* text) { return std::strtoul(text, nullptr, 10); };
  const std::size_t requests = number(argv[4]) / (is_batch ? 10 : 1);
  if (!send_all(static_cast<std::uint16_t>(number(argv[1])), number(argv[3]), prepare_request(is_batch), requests)) {
    fmt::print(stderr, "bench_prepared_peer: error: the server does not answer as it should\n");
    return 1;
  }
  return 0;
}

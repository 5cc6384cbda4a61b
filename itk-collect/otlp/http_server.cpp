#include "itk-collect/otlp/http_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

#include "itk-collect/otlp/http_request.h"

namespace itk::collect::otlp {
namespace {

constexpr std::size_t k_most_connections = 64;
constexpr std::size_t k_most_buffered = 128u << 20;
constexpr std::int64_t k_idle_ns = 60 * std::int64_t{1'000'000'000};
constexpr std::int64_t k_longest_request_ns = 30 * std::int64_t{1'000'000'000};
constexpr std::size_t k_read_size = 256u << 10;

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

Error bad_address(const std::string& address) {
  return usage_error("bad_listen_address",
                     fmt::format("\"{}\" is no address to listen on: it must be of this machine alone, such as "
                                 "127.0.0.1:4318, localhost:4318 or [::1]:4318",
                                 address));
}

Result<Address> parse_address(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  std::string host = text.substr(0, colon);
  std::uint16_t port = 0;
  const std::string number = colon == std::string::npos ? "" : text.substr(colon + 1);
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), port);
  if (number.empty() || error != std::errc() || end != number.data() + number.size()) {
    return tl::make_unexpected(bad_address(text));
  }
  host = host == "localhost" ? "127.0.0.1" : host;
  Address address;
  auto* const v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
  auto* const v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
  if (host == "[::1]") {
    v6->sin6_family = AF_INET6;
    v6->sin6_addr = in6addr_loopback;
    v6->sin6_port = htons(port);
    address.size = sizeof *v6;
    return address;
  }
  if (inet_pton(AF_INET, host.c_str(), &v4->sin_addr) != 1 || (ntohl(v4->sin_addr.s_addr) >> 24) != 127) {
    return tl::make_unexpected(bad_address(text));
  }
  v4->sin_family = AF_INET;
  v4->sin_port = htons(port);
  address.size = sizeof *v4;
  return address;
}

int port_of(int fd) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &size);
  return ntohs(storage.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6*>(&storage)->sin6_port
                                             : reinterpret_cast<const sockaddr_in*>(&storage)->sin_port);
}

std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 431:
      return "Request Header Fields Too Large";
    default:
      return "Service Unavailable";
  }
}

std::string text_of(const HttpResponse& response, bool keeps_alive) {
  return fmt::format("HTTP/1.1 {} {}\r\n{}Content-Length: {}\r\nConnection: {}\r\n\r\n{}", response.status,
                     reason_of(response.status),
                     response.content_type.empty() ? "" : "Content-Type: " + response.content_type + "\r\n",
                     response.body.size(), keeps_alive ? "keep-alive" : "close", response.body);
}

}  // namespace

Result<HttpServer> HttpServer::listen(const std::string& address) {
  ITK_TRY_ASSIGN(const Address parsed, parse_address(address));
  const int fd = socket(parsed.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int yes = 1;
  if (fd >= 0) {
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  }
  if (fd < 0 || bind(fd, reinterpret_cast<const sockaddr*>(&parsed.storage), parsed.size) != 0 ||
      ::listen(fd, SOMAXCONN) != 0) {
    const std::string why = std::strerror(errno);
    if (fd >= 0) {
      ::close(fd);
    }
    return tl::make_unexpected(usage_error("cannot_listen", fmt::format("cannot listen on {}: {}", address, why)));
  }
  return HttpServer(fd, port_of(fd));
}

HttpServer::HttpServer(HttpServer&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), port_(other.port_), connections_(std::move(other.connections_)) {
  other.connections_.clear();
}

HttpServer::~HttpServer() {
  for (Connection& connection : connections_) {
    close(connection);
  }
  if (fd_ >= 0) {
    ::close(fd_);
  }
}

std::optional<Timestamp> HttpServer::unfinished_since() const {
  std::optional<Timestamp> since;
  for (const Connection& connection : connections_) {
    if (connection.began) {
      since = since ? std::min(*since, *connection.began) : *connection.began;
    }
  }
  return since;
}

std::size_t HttpServer::buffered() const {
  std::size_t size = 0;
  for (const Connection& connection : connections_) {
    size += connection.in.size();
  }
  return size;
}

void HttpServer::serve(Timestamp now, const Handler& handler) {
  accept_all(now);
  for (auto connection = connections_.begin(); connection != connections_.end();) {
    while (turn(*connection, now, handler)) {
    }
    connection = connection->fd < 0 ? connections_.erase(connection) : std::next(connection);
  }
}

// What finds no room waits in the kernel's queue until one of the others is closed.
void HttpServer::accept_all(Timestamp now) {
  while (connections_.size() < k_most_connections) {
    const int fd = accept4(fd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
      return;
    }
    const int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    Connection connection;
    connection.fd = fd;
    connection.active = now;
    connections_.push_back(std::move(connection));
  }
}

// Whether there may be more to do at once.
bool HttpServer::turn(Connection& connection, Timestamp now, const Handler& handler) {
  write_some(connection, now);
  if (connection.fd < 0 || !connection.out.empty()) {
    return false;
  }
  if (connection.is_closing) {
    close(connection);
    return false;
  }
  const std::size_t before = connection.in.size();
  read_some(connection, now);
  if (connection.fd >= 0 && answer_next(connection, handler)) {
    return true;
  }
  if (connection.fd < 0) {
    return false;
  }
  const bool is_late = connection.began ? now.ns - connection.began->ns > k_longest_request_ns
                                        : now.ns - connection.active.ns > k_idle_ns;
  if (is_late) {
    close(connection);
    return false;
  }
  return connection.in.size() > before;
}

void HttpServer::read_some(Connection& connection, Timestamp now) {
  if (buffered() > k_most_buffered) {
    connection.out = text_of({503, "text/plain", "too much at once"}, false);
    connection.in = {};
    connection.is_closing = true;
    return;
  }
  const std::size_t before = connection.in.size();
  connection.in.resize(before + k_read_size);
  const ssize_t size = recv(connection.fd, connection.in.data() + before, k_read_size, 0);
  connection.in.resize(before + (size > 0 ? static_cast<std::size_t>(size) : 0));
  if (size > 0) {
    connection.active = now;
    connection.began = connection.began.value_or(now);
  } else if (size == 0 || (errno != EAGAIN && errno != EINTR)) {
    close(connection);
  }
}

// Answers the request at the beginning of what came, if it is all there.
bool HttpServer::answer_next(Connection& connection, const Handler& handler) {
  if (connection.in.empty() || connection.is_closing) {
    return connection.is_closing;
  }
  ParsedRequest parsed = parse_request(connection.in);
  switch (parsed.state) {
    case ParsedRequest::State::Incomplete:
      return false;
    case ParsedRequest::State::WantsContinue:
      if (!connection.is_continued) {
        connection.is_continued = true;
        connection.out = "HTTP/1.1 100 Continue\r\n\r\n";
        return true;
      }
      return false;
    case ParsedRequest::State::Refused:
      connection.out = text_of(parsed.refusal, false);
      connection.is_closing = true;
      break;
    case ParsedRequest::State::Complete:
      connection.out = text_of(handler(std::move(parsed.request)), parsed.keeps_alive);
      connection.is_closing = !parsed.keeps_alive;
      connection.in.erase(0, parsed.size);
      break;
  }
  connection.is_continued = false;
  connection.began = connection.in.empty() ? std::nullopt : connection.began;
  return true;
}

void HttpServer::write_some(Connection& connection, Timestamp now) {
  while (connection.sent < connection.out.size()) {
    const ssize_t size = send(connection.fd, connection.out.data() + connection.sent,
                              connection.out.size() - connection.sent, MSG_NOSIGNAL);
    if (size <= 0) {
      if (errno != EAGAIN && errno != EINTR) {
        connection.out.clear();  // nobody is there to hear it
        connection.is_closing = true;
        connection.sent = 0;
      }
      return;
    }
    connection.sent += static_cast<std::size_t>(size);
    connection.active = now;
  }
  connection.out.clear();
  connection.sent = 0;
}

void HttpServer::close(Connection& connection) {
  if (connection.fd >= 0) {
    ::close(connection.fd);
    connection.fd = -1;
  }
}

}  // namespace itk::collect::otlp

// A TCP server on 127.0.0.1 that does to each connection what the test scripts, down to cutting it: for what
// no well-behaved HTTP server can be made to do.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace itk::test {

class LoopbackServer {
 public:
  class Connection {
   public:
    Connection(int fd, LoopbackServer& server) : fd_(fd), server_(server) {}
    ~Connection() { close(); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // One request with its body, which the server keeps; false when the client has gone.
    bool read_request() {
      std::string text;
      std::size_t wanted = std::string::npos;
      while (text.size() < wanted) {
        char buffer[4096];
        const ssize_t n = recv(fd_, buffer, sizeof buffer, 0);
        if (n <= 0) {
          return false;
        }
        text.append(buffer, static_cast<std::size_t>(n));
        const std::size_t head_end = text.find("\r\n\r\n");
        if (head_end != std::string::npos) {
          wanted = head_end + 4 + content_length(std::string_view(text).substr(0, head_end));
        }
      }
      const std::lock_guard lock(server_.mutex_);
      server_.requests_.push_back(std::move(text));
      return true;
    }
    void write(std::string_view text) { static_cast<void>(send(fd_, text.data(), text.size(), MSG_NOSIGNAL)); }
    void answer(std::string_view body) {
      write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
    }
    // Says nothing until the client gives up.
    void wait_for_the_end() {
      char buffer[4096];
      while (recv(fd_, buffer, sizeof buffer, 0) > 0) {
      }
    }
    // Closes with RST instead of FIN.
    void reset() {
      const linger now{1, 0};
      setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
      close();
    }
    void close() {
      if (fd_ >= 0) {
        ::close(fd_);
      }
      fd_ = -1;
    }

   private:
    static std::size_t content_length(std::string_view head) {
      constexpr std::string_view k_name = "Content-Length: ";
      const std::size_t at = head.find(k_name);
      std::size_t length = 0;
      if (at != std::string_view::npos) {
        std::from_chars(head.data() + at + k_name.size(), head.data() + head.size(), length);
      }
      return length;
    }

    int fd_;
    LoopbackServer& server_;
  };

  using Script = std::function<void(Connection&)>;

  // The first connection meets the first script, and so on; further ones are closed at once.
  explicit LoopbackServer(std::vector<Script> scripts) : scripts_(std::move(scripts)) {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(listener_, 8), 0);
    EXPECT_EQ(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    authority_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this] { serve(); });
  }
  ~LoopbackServer() {
    shutdown(listener_, SHUT_RDWR);  // wakes accept()
    thread_.join();
    close(listener_);
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  const std::string& authority() const { return authority_; }
  std::string url(std::string_view target = "/") const { return "http://" + authority_ + std::string(target); }
  std::vector<std::string> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  std::size_t connections() {
    const std::lock_guard lock(mutex_);
    return connections_;
  }

 private:
  void serve() {
    for (;;) {
      const int fd = accept(listener_, nullptr, nullptr);
      if (fd < 0) {
        return;
      }
      Connection connection(fd, *this);
      std::size_t index = 0;
      {
        const std::lock_guard lock(mutex_);
        index = connections_++;
      }
      if (index < scripts_.size()) {
        scripts_[index](connection);
      }
    }
  }

  std::vector<Script> scripts_;
  int listener_ = -1;
  std::string authority_;
  std::mutex mutex_;
  std::vector<std::string> requests_;
  std::size_t connections_ = 0;
  std::thread thread_;
};

}  // namespace itk::test

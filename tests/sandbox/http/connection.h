// One connection of the server as cpp-httplib reads and writes it, and where an answer can be disturbed.
#pragma once

#include <httplib.h>

#include <array>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>

#include "tests/sandbox/http/disturbance.h"

namespace itk::sandbox {

// Ends all pauses when the server stops.
class Pauses {
 public:
  void take(std::chrono::milliseconds duration) {
    std::unique_lock lock(mutex_);
    over_.wait_for(lock, duration, [this] { return stopping_; });
  }
  void stop() {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    over_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable over_;
  bool stopping_ = false;
};

class Connection final : public httplib::Stream {
 public:
  Connection(socket_t socket, Pauses& pauses) : socket_(socket), pauses_(pauses) {}
  ~Connection() override;

  // Whether the peer says more within `seconds`.
  bool waits_for(std::time_t seconds) const;
  // As if the peer had nothing more to say.
  void hear_no_more() const;
  // For the answer that is written next.
  void disturb(const Disturbance& disturbance);
  // Behind an answer: whether another request may come.
  bool settle();

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* into, std::size_t size) override;
  ssize_t write(const char* bytes, std::size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  socket_t socket() const override { return socket_; }

 private:
  bool send_all(std::string_view bytes);
  bool send_body(std::string_view bytes);
  // Stalls and ends as the disturbance says; false, so that the writer stops.
  bool end();

  socket_t socket_;
  Pauses& pauses_;
  std::optional<Disturbance> disturbance_;
  bool in_body_ = false;
  std::size_t body_sent_ = 0;
  bool ended_ = false;
  std::array<char, 16 * 1024> buffer_{};
  std::size_t begin_ = 0, end_ = 0;  // of what has been received and not read
};

}  // namespace itk::sandbox

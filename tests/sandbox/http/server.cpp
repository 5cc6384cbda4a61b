#include "tests/sandbox/http/server.h"

#include <strings.h>
#include <sys/socket.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "tests/sandbox/http/connection.h"

namespace itk::sandbox {
namespace {

// A long poll holds a thread for 20 s and an idle connection holds one until it is closed.
constexpr std::size_t k_threads = 96;
constexpr std::time_t k_idle_seconds = 2;
constexpr std::size_t k_requests_per_connection = 100'000;

// Not SO_REUSEPORT, cpp-httplib's default: two sandboxes would share a port and split its connections.
void reuse_address(int socket) {
  const int yes = 1;
  setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
}

HttpRequest to_request(const httplib::Request& from) {
  HttpRequest request{from.method, from.target, {}, from.body};
  for (const auto& [name, value] : from.headers) {
    // cpp-httplib adds these four about the connection.
    if (name == "REMOTE_ADDR" || name == "REMOTE_PORT" || name == "LOCAL_ADDR" || name == "LOCAL_PORT") {
      continue;
    }
    request.headers.emplace_back(name, value);
  }
  return request;
}

// cpp-httplib's server over connections of ours: its own ones can neither be reset nor stopped in the middle of an answer.
class Server final : public httplib::Server {
 public:
  // Disturbs the answer that this request gets.
  void disturb(const httplib::Request& request, const Disturbance& disturbance) {
    const std::lock_guard lock(mutex_);
    connections_.at(request.remote_port)->disturb(disturbance);
  }
  // Idle connections end at once; what is being answered is answered first, its pauses cut short.
  void hang_up() {
    pauses_.stop();
    const std::lock_guard lock(mutex_);
    for (const auto& [port, connection] : connections_) {
      connection->hear_no_more();
    }
  }

 private:
  bool process_and_close_socket(socket_t socket) override {
    Connection connection(socket, pauses_);
    std::string ip;
    int port = 0;
    connection.get_remote_ip_and_port(ip, port);
    {
      const std::lock_guard lock(mutex_);
      connections_[port] = &connection;
    }
    bool is_closed = false;
    while (svr_sock_ != INVALID_SOCKET && !is_closed && connection.waits_for(k_idle_seconds)) {
      const bool answered = process_request(connection, false, is_closed, nullptr);
      if (!connection.settle() || !answered) {
        break;
      }
    }
    const std::lock_guard lock(mutex_);
    connections_.erase(port);
    return true;
  }

  std::mutex mutex_;
  std::map<int, Connection*> connections_;  // by the port of the peer
  Pauses pauses_;
};

}  // namespace

std::string HttpRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key.size() == name.size() && strncasecmp(key.data(), name.data(), name.size()) == 0) {
      return value;
    }
  }
  return "";
}

struct HttpServer::Implementation {
  Server server;
  Handler handler;
  std::thread listener;
  std::mutex mutex;
  std::condition_variable idle;
  int answering = 0;
  bool listening = false;

  // Its own stop() must not be called twice.
  void close() {
    if (listening) {
      server.stop();
      server.hang_up();
      listening = false;
    }
  }

  void answer(const httplib::Request& from, httplib::Response& to) {
    {
      const std::lock_guard lock(mutex);
      ++answering;
    }
    HttpResponse response = handler(to_request(from));
    to.status = response.status;
    for (const auto& [name, value] : response.headers) {
      to.set_header(name, value);
    }
    if (response.disturbance) {
      server.disturb(from, *response.disturbance);
    }
    if (response.stream) {
      to.set_chunked_content_provider(
          response.content_type, [stream = std::move(response.stream)](std::size_t, httplib::DataSink& sink) {
            bool is_whole = true;
            stream([&](std::string_view bytes) {
              // No bytes at all are a cut: the answer ends without its last chunk.
              is_whole = is_whole && !bytes.empty() && sink.write(bytes.data(), bytes.size());
              return is_whole;
            });
            if (is_whole) {
              sink.done();
            }
            return is_whole;
          });
    } else {
      to.set_content(response.body, response.content_type);
    }
  }

  // cpp-httplib calls its logger when the answer has been written.
  void answered() {
    const std::lock_guard lock(mutex);
    if (answering > 0) {
      --answering;
    }
    idle.notify_all();
  }
};

HttpServer::HttpServer() : implementation_(std::make_unique<Implementation>()) {}

HttpServer::~HttpServer() { stop(); }

Result<int> HttpServer::start(int port, Handler handler) {
  Implementation& self = *implementation_;
  self.handler = std::move(handler);
  self.server.new_task_queue = [] { return new httplib::ThreadPool(k_threads); };
  // Connections of ours know no such limits; the Keep-Alive header tells clients of them.
  self.server.set_keep_alive_timeout(k_idle_seconds);
  self.server.set_keep_alive_max_count(k_requests_per_connection);
  self.server.set_tcp_nodelay(true);
  self.server.set_socket_options(reuse_address);
  const auto answer = [&self](const httplib::Request& from, httplib::Response& to) { self.answer(from, to); };
  self.server.Get(".*", answer);
  self.server.Post(".*", answer);
  self.server.Put(".*", answer);
  self.server.Delete(".*", answer);
  self.server.set_logger([&self](const httplib::Request&, const httplib::Response&) { self.answered(); });

  int bound = port;
  if (port == 0) {
    bound = self.server.bind_to_any_port("127.0.0.1");
  } else if (!self.server.bind_to_port("127.0.0.1", port)) {
    bound = -1;
  }
  if (bound <= 0) {
    return tl::make_unexpected(usage_error(
        "port_in_use", "cannot listen on 127.0.0.1:" + std::to_string(port) + "; use --port 0 for any free port"));
  }
  self.listener = std::thread([&self] { self.server.listen_after_bind(); });
  while (!self.server.is_running()) {  // stop() does nothing before the accept loop runs
    std::this_thread::yield();
  }
  self.listening = true;
  return bound;
}

void HttpServer::drain() {
  implementation_->close();
  std::unique_lock lock(implementation_->mutex);
  implementation_->idle.wait_for(lock, std::chrono::seconds(5), [this] { return implementation_->answering == 0; });
}

void HttpServer::stop() {
  implementation_->close();
  if (implementation_->listener.joinable()) {
    implementation_->listener.join();
  }
}

}  // namespace itk::sandbox

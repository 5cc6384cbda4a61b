#include "common/aws/curl_loop.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

namespace itk::aws {
namespace {

using std::chrono::milliseconds;

// Waits for nothing but the end of its exchange.
struct Carried {
  CurlExchange& exchange;
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> handle) const { exchange.waiting = handle; }
  void await_resume() const {}
};

CurlExchange& exchange_of(CURL* curl) {
  char* exchange = nullptr;
  curl_easy_getinfo(curl, CURLINFO_PRIVATE, &exchange);
  return *reinterpret_cast<CurlExchange*>(exchange);
}

constexpr std::chrono::seconds k_silence_check{1};

curl_socket_t open_socket(void* readiness, curlsocktype, curl_sockaddr* address) {
  const int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (fd >= 0) {
    static_cast<Readiness*>(readiness)->opened(fd);
  }
  return fd;
}

int close_socket(void* readiness, curl_socket_t fd) {
  static_cast<Readiness*>(readiness)->closed(fd);
  return close(fd);
}

}  // namespace

CurlLoop::~CurlLoop() {
  for (CurlExchange* exchange : under_way_) {  // whose tasks die with the loop
    curl_multi_remove_handle(multi_.get(), exchange->handle.get());
  }
}

// --- What curl asks for ---

int CurlLoop::follow_socket(CURL*, curl_socket_t fd, int what, void* loop, void*) {
  Readiness& readiness = static_cast<CurlLoop*>(loop)->readiness_;
  if (what == CURL_POLL_REMOVE) {
    readiness.forget(fd);
    return 0;
  }
  constexpr std::uint32_t k_in = EPOLLIN, k_out = EPOLLOUT;
  readiness.watch(fd, ((what & CURL_POLL_IN) != 0 ? k_in : 0) | ((what & CURL_POLL_OUT) != 0 ? k_out : 0));
  return 0;
}

int CurlLoop::set_timer(CURLM*, long timeout_ms, void* loop) {
  auto& timer = static_cast<CurlLoop*>(loop)->timer_;
  timer.reset();
  if (timeout_ms >= 0) {
    timer = Steady::now() + milliseconds(timeout_ms);
  }
  return 0;
}

Status CurlLoop::open_multi() {
  if (multi_) {
    return {};
  }
  ITK_TRY(initialise_curl());
  ITK_TRY(readiness_.open());
  multi_.reset(curl_multi_init());
  if (!multi_) {
    return tl::make_unexpected(internal_error("libcurl's multi interface cannot be initialised"));
  }
  // All connections are kept: as many as were ever needed at once, or each burst would shake hands anew.
  constexpr long k_kept_connections = 100'000;
  curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, k_kept_connections);
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, follow_socket);
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, set_timer);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
  return {};
}

// --- Requests ---

Result<CurlHandle> CurlLoop::take_handle() {
  ITK_TRY(open_multi());
  if (!idle_.empty()) {
    CurlHandle handle = std::move(idle_.back());
    idle_.pop_back();
    return handle;
  }
  CurlHandle handle(curl_easy_init());
  if (!handle) {
    return tl::make_unexpected(internal_error("libcurl cannot be initialised"));
  }
  CurlExchange::prepare_handle(handle.get(), settings_);
  curl_easy_setopt(handle.get(), CURLOPT_OPENSOCKETFUNCTION, open_socket);
  curl_easy_setopt(handle.get(), CURLOPT_OPENSOCKETDATA, &readiness_);
  curl_easy_setopt(handle.get(), CURLOPT_CLOSESOCKETFUNCTION, close_socket);
  curl_easy_setopt(handle.get(), CURLOPT_CLOSESOCKETDATA, &readiness_);
  return handle;
}

void CurlLoop::begin(CurlExchange& exchange) {
  exchange.place = under_way_.size();
  under_way_.push_back(&exchange);
  curl_multi_add_handle(multi_.get(), exchange.handle.get());
}

void CurlLoop::end(CurlExchange& exchange, CURLcode code) {
  exchange.code = code;
  curl_multi_remove_handle(multi_.get(), exchange.handle.get());
  under_way_[exchange.place] = under_way_.back();
  under_way_[exchange.place]->place = exchange.place;
  under_way_.pop_back();
  resume_soon(exchange.waiting);
}

Task<Result<HttpResponse>> CurlLoop::send(HttpRequest request) {
  CurlExchange exchange(std::move(request), settings_);
  ITK_CO_TRY_ASSIGN(exchange.handle, take_handle());
  ITK_CO_TRY(exchange.prepare());
  begin(exchange);
  co_await Carried{exchange};
  Result<HttpResponse> response = exchange.finish();
  idle_.push_back(std::move(exchange.handle));
  co_return response;
}

void CurlLoop::take_ended() {
  int queued = 0;
  while (CURLMsg* message = curl_multi_info_read(multi_.get(), &queued)) {
    if (message->msg == CURLMSG_DONE) {
      end(exchange_of(message->easy_handle), message->data.result);
    }
  }
}

void CurlLoop::end_silent_exchanges() {
  const Steady::time_point now = Steady::now();
  if (now - silence_checked_ < k_silence_check) {
    return;
  }
  silence_checked_ = now;
  for (std::size_t i = under_way_.size(); i-- > 0;) {  // from the end, for end() moves the last one
    if (under_way_[i]->is_silent(now)) {
      end(*under_way_[i], CURLE_ABORTED_BY_CALLBACK);
    }
  }
}

// --- Waiting ---

Task<> CurlLoop::readable(int fd, milliseconds patience) {
  struct Watched {
    CurlLoop& loop;
    int fd;
    Timestamp until;
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> handle) const { loop.watches_.push_back({fd, until, handle}); }
    void await_resume() const {}
  };
  Timestamp until = clock().now();
  until.ns += std::chrono::nanoseconds(patience).count();
  co_await Watched{*this, fd, until};
}

void CurlLoop::run_timer() {
  if (timer_ && *timer_ <= Steady::now()) {
    timer_.reset();
    int running = 0;
    curl_multi_socket_action(multi_.get(), CURL_SOCKET_TIMEOUT, 0, &running);
    take_ended();
  }
}

milliseconds CurlLoop::patience_of_timers(milliseconds patience) const {
  if (!under_way_.empty()) {
    patience = std::min<milliseconds>(patience, k_silence_check);
  }
  if (timer_) {
    const auto left = std::chrono::ceil<milliseconds>(*timer_ - Steady::now());
    patience = std::clamp(left, milliseconds(0), patience);
  }
  return patience;
}

// Until one of them or a socket is ready. What may be a file is polled, for epoll takes none.
void CurlLoop::wait_for_watches(milliseconds patience) {
  std::vector<pollfd> descriptors;
  Timestamp now = clock().now();
  for (const Watch& watch : watches_) {
    descriptors.push_back({watch.fd, POLLIN, 0});
    const std::int64_t left_ms = std::max<std::int64_t>(0, (watch.until.ns - now.ns + 999'999) / 1'000'000);
    patience = std::min(patience, milliseconds(left_ms));
  }
  descriptors.push_back({readiness_.fd(), POLLIN, 0});
  poll(descriptors.data(), descriptors.size(), static_cast<int>(patience.count()));
  now = clock().now();
  std::vector<Watch> waiting;
  for (std::size_t i = 0; i < watches_.size(); ++i) {
    if (descriptors[i].revents != 0 || watches_[i].until <= now) {
      resume_soon(watches_[i].handle);
    } else {
      waiting.push_back(watches_[i]);
    }
  }
  watches_ = std::move(waiting);
}

void CurlLoop::carry_on_ready(milliseconds patience) {
  for (const epoll_event& ready : readiness_.wait(patience)) {
    // Where the connection broke, curl learns how by reading or writing.
    const bool is_broken = (ready.events & (EPOLLERR | EPOLLHUP)) != 0;
    const int events = ((ready.events & EPOLLIN) != 0 || is_broken ? CURL_CSELECT_IN : 0) |
                       ((ready.events & EPOLLOUT) != 0 || is_broken ? CURL_CSELECT_OUT : 0);
    int running = 0;
    curl_multi_socket_action(multi_.get(), ready.data.fd, events, &running);
  }
  take_ended();
}

void CurlLoop::wait_for_io(milliseconds patience) {
  if (!open_multi()) {
    clock().sleep_for(patience);  // each send() says so
    return;
  }
  run_timer();  // what was begun since goes out before anybody waits
  patience = has_ready() ? milliseconds(0) : patience_of_timers(patience);
  if (!watches_.empty()) {
    wait_for_watches(patience);
    patience = milliseconds(0);
  }
  carry_on_ready(patience);
  run_timer();
  end_silent_exchanges();
}

std::unique_ptr<Loop> make_curl_loop(const TransportOptions& options, Clock& clock) {
  return std::make_unique<CurlLoop>(options, clock);
}

}  // namespace itk::aws

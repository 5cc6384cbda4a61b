#include "common/aws/curl_loop.h"

#include <algorithm>

namespace itk::aws {
namespace {

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

}  // namespace

CurlLoop::~CurlLoop() {
  for (CURL* curl : under_way_) {  // whose tasks die with the loop
    curl_multi_remove_handle(multi_.get(), curl);
  }
}

Status CurlLoop::open_multi() {
  if (!multi_) {
    ITK_TRY(initialise_curl());
    multi_.reset(curl_multi_init());
    if (!multi_) {
      return tl::make_unexpected(internal_error("libcurl's multi interface cannot be initialised"));
    }
    // All connections are kept: as many as were ever needed at once, or each burst would shake hands anew.
    constexpr long k_kept_connections = 100'000;
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, k_kept_connections);
  }
  return {};
}

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
  return handle;
}

Task<Result<HttpResponse>> CurlLoop::send(HttpRequest request) {
  CurlExchange exchange(std::move(request), settings_);
  ITK_CO_TRY_ASSIGN(CurlHandle handle, take_handle());
  ITK_CO_TRY(exchange.prepare(handle.get()));
  under_way_.push_back(handle.get());
  curl_multi_add_handle(multi_.get(), handle.get());
  co_await Carried{exchange};
  Result<HttpResponse> response = exchange.finish(handle.get(), exchange.code);
  idle_.push_back(std::move(handle));
  co_return response;
}

Task<> CurlLoop::readable(int fd, std::chrono::milliseconds patience) {
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

void CurlLoop::perform() {
  int running = 0;
  curl_multi_perform(multi_.get(), &running);
  int queued = 0;
  while (CURLMsg* message = curl_multi_info_read(multi_.get(), &queued)) {
    if (message->msg != CURLMSG_DONE) {
      continue;
    }
    CURL* curl = message->easy_handle;
    CurlExchange& exchange = exchange_of(curl);
    exchange.code = message->data.result;
    curl_multi_remove_handle(multi_.get(), curl);
    std::erase(under_way_, curl);
    resume_soon(exchange.waiting);
  }
}

void CurlLoop::poll(std::chrono::milliseconds patience) {
  std::vector<curl_waitfd> descriptors;
  const Timestamp now = clock().now();
  for (const Watch& watch : watches_) {
    descriptors.push_back({watch.fd, CURL_WAIT_POLLIN, 0});
    const std::int64_t left_ms = std::max<std::int64_t>(0, (watch.until.ns - now.ns + 999'999) / 1'000'000);
    patience = std::min(patience, std::chrono::milliseconds(left_ms));
  }
  if (!under_way_.empty()) {
    patience = std::min<std::chrono::milliseconds>(patience, k_silence_check);
  }
  curl_multi_poll(multi_.get(), descriptors.data(), static_cast<unsigned>(descriptors.size()),
                  static_cast<int>(patience.count()), nullptr);
  wake_watches(descriptors);
}

void CurlLoop::wake_watches(const std::vector<curl_waitfd>& ready) {
  const Timestamp now = clock().now();
  std::vector<Watch> waiting;
  for (std::size_t i = 0; i < watches_.size(); ++i) {
    if (ready[i].revents != 0 || watches_[i].until <= now) {
      resume_soon(watches_[i].handle);
    } else {
      waiting.push_back(watches_[i]);
    }
  }
  watches_ = std::move(waiting);
}

void CurlLoop::end_silent_exchanges(Steady::time_point now) {
  silence_checked_ = now;
  const std::vector<CURL*> looked_at = under_way_;
  for (CURL* curl : looked_at) {
    CurlExchange& exchange = exchange_of(curl);
    if (exchange.is_silent(curl, now)) {
      exchange.code = CURLE_ABORTED_BY_CALLBACK;
      curl_multi_remove_handle(multi_.get(), curl);
      std::erase(under_way_, curl);
      resume_soon(exchange.waiting);
    }
  }
}

void CurlLoop::wait_for_io(std::chrono::milliseconds patience) {
  if (!open_multi()) {
    clock().sleep_for(patience);  // each send() says so
    return;
  }
  if (!under_way_.empty()) {
    perform();
    if (has_ready()) {
      patience = std::chrono::milliseconds(0);
    }
  }
  if (patience.count() > 0 || !watches_.empty()) {
    poll(patience);
    perform();
  }
  const Steady::time_point now = Steady::now();
  if (!under_way_.empty() && now - silence_checked_ >= k_silence_check) {
    end_silent_exchanges(now);
  }
}

std::unique_ptr<Loop> make_curl_loop(const TransportOptions& options, Clock& clock) {
  return std::make_unique<CurlLoop>(options, clock);
}

}  // namespace itk::aws

#include "bench/collect/log_server.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace itk::bench {
namespace {

constexpr std::string_view k_json_1_1 = "application/x-amz-json-1.1";
constexpr std::int64_t k_page_ms = 1000;

// Of the short bodies that clients send; `otherwise` where the member is not there.
std::int64_t integer_in(std::string_view body, std::string_view name, std::int64_t otherwise) {
  const std::size_t at = body.find(name);
  if (at == std::string_view::npos) {
    return otherwise;
  }
  std::size_t begin = at + name.size();
  while (begin < body.size() && (body[begin] == '"' || body[begin] == ':' || body[begin] == ' ')) {
    ++begin;
  }
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(body.data() + begin, body.data() + body.size(), value);
  return error == std::errc{} ? value : otherwise;
}

}  // namespace

LogServer::LogServer(const LogServerOptions& options)
    : Server(nullptr), options_(options), pages_(64, options.page_bytes), allowance_(options.calls_per_second) {}

void LogServer::answer(Connection& connection, const HttpRequest& request) {
  if (request.operation == "FilterLogEvents") {
    answer_events(connection, request.body);
  } else if (request.target == "/stats") {
    reply(connection, "200 OK", k_json, stats());
  } else if (request.target == "/reset") {
    open_window();
    reply(connection, "200 OK", k_json, "{}");
  } else if (request.operation == "DescribeLogGroups") {
    reply(connection, "200 OK", k_json_1_1,
          R"({"logGroups":[{"logGroupName":"/aws/lambda/bench-orchestrator",)"
          R"("arn":"arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/bench-orchestrator:*"}]})");
  } else if (request.body.find("Action=GetCallerIdentity") != std::string_view::npos) {
    reply(connection, "200 OK", "text/xml", k_caller);
  } else {
    reply(connection, "400 Bad Request", k_json_1_1, R"({"__type":"UnknownOperationException"})");
  }
}

// A bucket that holds a second's calls, as AWS's quotas do.
bool LogServer::takes_call() {
  if (options_.calls_per_second <= 0) {
    return true;
  }
  const std::int64_t now = steady_ns();
  if (allowance_ns_ != 0) {
    const double seconds = static_cast<double>(now - allowance_ns_) / 1e9;
    allowance_ = std::min(options_.calls_per_second, allowance_ + seconds * options_.calls_per_second);
  }
  allowance_ns_ = now;
  if (allowance_ < 1) {
    return false;
  }
  allowance_ -= 1;
  return true;
}

void LogServer::answer_events(Connection& connection, std::string_view body) {
  if (calls_++ == 0) {
    first_ns_ = steady_ns();
    cpu_at_first_ = cpu_seconds();
  }
  if (!takes_call()) {
    ++throttled_;
    reply(connection, "400 Bad Request", k_json_1_1, R"({"__type":"ThrottlingException","message":"Rate exceeded"})");
    return;
  }
  const std::int64_t from = std::max<std::int64_t>(0, integer_in(body, "\"startTime\"", k_first_ms) - k_first_ms);
  const std::int64_t until = integer_in(body, "\"endTime\"", INT64_MAX / 2) - k_first_ms;
  const std::int64_t begin = (from + k_page_ms - 1) / k_page_ms;
  const std::int64_t end = std::min(options_.pages, until / k_page_ms + 1);  // until < 0: before all of them
  const std::int64_t number = integer_in(body, "\"nextToken\"", begin);
  if (number >= end || until < 0) {
    reply(connection, "200 OK", k_json_1_1, R"({"events":[],"searchedLogStreams":[]})");
  } else {
    const std::string_view page = pages_.page(number, number + 1 == end);
    ++served_;
    events_ += pages_.events_of(number);
    bytes_ += static_cast<std::int64_t>(page.size());
    reply(connection, "200 OK", k_json_1_1, page);
  }
  last_ns_ = steady_ns();
}

void LogServer::open_window() {
  calls_ = throttled_ = served_ = events_ = bytes_ = 0;
  first_ns_ = last_ns_ = 0;
}

std::string LogServer::stats() const {
  const double cpu = calls_ == 0 ? 0 : cpu_seconds() - cpu_at_first_;
  return fmt::format(R"({{"calls":{},"throttled":{},"pages":{},"events":{},"bytes":{},"seconds":{:.6f},)"
                     R"("cpu_seconds":{:.6f}}})",
                     calls_, throttled_, served_, events_, bytes_, static_cast<double>(last_ns_ - first_ns_) / 1e9,
                     cpu);
}

}  // namespace itk::bench

#include "bench/invoke/sink.h"

#include <fmt/format.h>

namespace itk::bench {
namespace {

constexpr std::string_view k_json_1_0 = "application/x-amz-json-1.0";
// What a careful client asks before it sends.
constexpr std::string_view k_queue =
    R"({"Attributes":{"QueueArn":"arn:aws:sqs:us-east-1:123456789012:bench","ApproximateNumberOfMessages":"0"}})";

}  // namespace

void Sink::answer(Connection& connection, const HttpRequest& request) {
  if (request.operation.starts_with("SendMessage")) {
    answer_send(connection, request);
  } else if (request.target == "/stats") {
    reply(connection, "200 OK", k_json, stats());
  } else if (request.target == "/reset") {
    open_window();
    reply(connection, "200 OK", k_json, "{}");
  } else if (request.operation == "GetQueueAttributes") {
    reply(connection, "200 OK", k_json_1_0, k_queue);
  } else if (request.body.find("Action=GetCallerIdentity") != std::string_view::npos) {
    reply(connection, "200 OK", "text/xml", k_caller);
  } else {
    reply(connection, "400 Bad Request", k_json_1_0, R"({"__type":"com.amazonaws.sqs#UnsupportedOperation"})");
  }
}

void Sink::answer_send(Connection& connection, const HttpRequest& request) {
  if (answers_.sent.requests == 0) {
    first_ns_ = steady_ns();
    cpu_at_first_ = cpu_seconds();
  }
  if (!connection.counted) {
    connection.counted = true;
    ++senders_;
  }
  const SqsAnswers::Answer answer = request.operation == "SendMessageBatch" ? answers_.send_message_batch(request.body)
                                                                            : answers_.send_message(request.body);
  reply(connection, answer.ok ? "200 OK" : "400 Bad Request", k_json_1_0, answer.body);
  last_ns_ = steady_ns();
}

void Sink::open_window() {
  answers_.sent = {};
  first_ns_ = last_ns_ = 0;
}

std::string Sink::stats() const {
  const Sent& sent = answers_.sent;
  const double cpu = sent.requests == 0 ? 0 : cpu_seconds() - cpu_at_first_;
  return fmt::format(R"({{"requests":{},"batches":{},"messages":{},"refused":{},"seconds":{:.6f},"cpu_seconds":{:.6f},)"
                     R"("connections":{},"handshakes":{},"resumed":{}}})",
                     sent.requests, sent.batches, sent.messages, sent.refused,
                     static_cast<double>(last_ns_ - first_ns_) / 1e9, cpu, senders_, handshakes(), resumed());
}

}  // namespace itk::bench

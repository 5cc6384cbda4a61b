#include "itk-collect/otlp/receiver.h"

#include <fmt/core.h>

#include "common/base/digest.h"
#include "common/json/writer.h"
#include "itk-collect/otlp/protobuf.h"
#include "itk-collect/readers/file.h"
#include "itk-collect/readers/gunzip.h"

namespace itk::collect::otlp {
namespace {

constexpr std::int64_t k_between_polls_ns = 20'000'000;
constexpr std::size_t k_longest_unpacked = 64u << 20;
constexpr int k_invalid_argument = 3;  // of google.rpc.Code
constexpr std::string_view k_json = "application/json";
constexpr std::string_view k_protobuf = "application/x-protobuf";

// In the words of the request.
HttpResponse refusal(int status, bool is_protobuf, const std::string& why) {
  if (is_protobuf) {
    return {status, std::string(k_protobuf), status_message(k_invalid_argument, why)};
  }
  std::string body;
  json::ObjectWriter writer(body);
  writer.integer("code", k_invalid_argument);
  writer.string("message", why);
  writer.close();
  return {status, std::string(k_json), std::move(body)};
}

std::optional<Signal> signal_of(std::string_view path) {
  return path == "/v1/traces" ? std::optional(Signal::Traces)
         : path == "/v1/logs" ? std::optional(Signal::Logs)
                              : std::nullopt;
}

}  // namespace

Result<std::unique_ptr<Receiver>> Receiver::listen(const std::string& address,
                                                   std::shared_ptr<redact::Redactor> redactor, Clock& clock,
                                                   const Logger& log) {
  ITK_TRY_ASSIGN(HttpServer server, HttpServer::listen(address));
  log.info(fmt::format("listening for OTLP on {}", address));
  return std::unique_ptr<Receiver>(new Receiver(std::move(server), std::move(redactor), clock, log));
}

void Receiver::want(const std::optional<Wanted>& wanted) { is_wanted_ = wanted.has_value(); }

std::optional<Timestamp> Receiver::due() const {
  return is_wanted_ ? std::optional(Timestamp{polled_.ns + k_between_polls_ns}) : std::nullopt;
}

Result<std::vector<model::Event>> Receiver::read_next() {
  polled_ = clock_.now();
  server_.serve(polled_, [this](HttpRequest request) { return answer(std::move(request)); });
  const std::optional<Timestamp> unfinished = server_.unfinished_since();
  read_through_ = unfinished ? std::max(read_through_, Timestamp{unfinished->ns - 1}) : polled_;
  return std::exchange(events_, {});
}

HttpResponse Receiver::answer(HttpRequest request) {
  ++cost_.calls;
  cost_.bytes += static_cast<std::int64_t>(request.body.size());
  const bool is_protobuf = request.content_type == k_protobuf;
  if (request.path != "/v1/traces" && request.path != "/v1/logs" && request.path != "/v1/metrics") {
    return {404, "text/plain", "only /v1/traces, /v1/logs and /v1/metrics are here"};
  }
  if (request.method != "POST") {
    return {405, "text/plain", "only POST is understood"};
  }
  if (!is_protobuf && request.content_type != k_json) {
    return {415, "text/plain", "the content type must be application/x-protobuf or application/json"};
  }
  if (request.content_encoding == "gzip") {
    readers::Unpacked unpacked = readers::gunzip(request.body, k_longest_unpacked);
    if (!unpacked.problem.empty()) {
      return refusal(400, is_protobuf, unpacked.problem);
    }
    request.body = std::move(unpacked.bytes);
  } else if (!request.content_encoding.empty() && request.content_encoding != "identity") {
    return {415, "text/plain", "the content encoding must be gzip or identity"};
  }
  if (const std::optional<std::string> problem = take(request, request.body)) {
    log_.warning(fmt::format("OTLP: a request to {} was refused: {}", request.path, *problem));
    return refusal(400, is_protobuf, *problem);
  }
  // An ExportTraceServiceResponse that says nothing: all was taken.
  return is_protobuf ? HttpResponse{200, std::string(k_protobuf), ""} : HttpResponse{200, std::string(k_json), "{}"};
}

std::optional<std::string> Receiver::take(const HttpRequest& request, const std::string& body) {
  const std::optional<Signal> signal = signal_of(request.path);
  if (!signal) {
    return std::nullopt;  // metrics are evidence of no operation
  }
  std::string json = body;
  if (request.content_type == k_protobuf) {
    Result<std::string> translated = to_json(body, *signal);
    if (!translated) {
      return translated.error().message;
    }
    json = std::move(*translated);
  }
  Result<readers::FileEvidence> evidence = readers::read_evidence(json, "OTLP", *redactor_);
  if (!evidence || !evidence->problem.empty()) {
    return evidence ? evidence->problem : evidence.error().message;
  }
  if (!evidence->formats.contains("otlp")) {
    const bool is_empty = json.find_first_not_of("{} \t\r\n") == std::string::npos;
    return is_empty ? std::nullopt : std::optional<std::string>("it is no export request of OTLP");
  }
  const Timestamp now = clock_.now();
  for (readers::FileEvidence::Found& found : evidence->events) {
    model::Event& event = found.event;
    event.id = "otlp:" + sha256_hex(event.payload.text).substr(0, 32);
    event.source = name();
    event.ingested = now;
    if (seen_.insert(event.id).second) {
      events_.push_back(std::move(event));
    }
  }
  ++cost_.pages;
  return std::nullopt;
}

}  // namespace itk::collect::otlp

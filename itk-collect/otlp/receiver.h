// Spans and log records that programs on this machine send by OTLP/HTTP (https://opentelemetry.io/docs/specs/otlp/), as
// JSON or protobuf: evidence of systems outside of AWS. It is what their exporters know as a collector.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/redact/redactor.h"
#include "itk-collect/otlp/http_server.h"
#include "itk-collect/side_source.h"

namespace itk::collect::otlp {

class Receiver final : public SideSource {
 public:
  // Errors: see HttpServer::listen().
  static Result<std::unique_ptr<Receiver>> listen(const std::string& address,
                                                  std::shared_ptr<redact::Redactor> redactor, Clock& clock,
                                                  const Logger& log);
  int port() const { return server_.port(); }

  std::string_view name() const override { return "otlp"; }
  void want(const std::optional<Wanted>& wanted) override;
  Result<std::vector<model::Event>> read_next() override;
  std::optional<Timestamp> due() const override;
  Timestamp read_through() const override { return read_through_; }
  Cost cost() const override { return cost_; }

 private:
  Receiver(HttpServer server, std::shared_ptr<redact::Redactor> redactor, Clock& clock, const Logger& log)
      : server_(std::move(server)), redactor_(std::move(redactor)), clock_(clock), log_(log) {}
  HttpResponse answer(HttpRequest request);
  // What is wrong with the request; nothing: its events were taken.
  std::optional<std::string> take(const HttpRequest& request, const std::string& body);

  HttpServer server_;
  std::shared_ptr<redact::Redactor> redactor_;
  Clock& clock_;
  const Logger& log_;
  bool is_wanted_ = false;
  Timestamp polled_{};
  Timestamp read_through_{};
  std::vector<model::Event> events_;
  std::set<std::string> seen_;  // ids of events: an exporter that got no answer sends again
  Cost cost_;
};

}  // namespace itk::collect::otlp

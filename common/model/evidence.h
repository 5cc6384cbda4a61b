// What itk-collect finds, what itk-correlate makes of it, and what itk-audit misses.
#pragma once

#include "common/model/parts.h"

namespace itk::model {

// Kinds of events: what a log line says. common/logs assigns them, itk-correlate builds spans from them.
namespace event_kind {
inline constexpr std::string_view k_span = "span";                    // a whole span that the source states
inline constexpr std::string_view k_start = "start";                  // an operation begins (a request)
inline constexpr std::string_view k_end = "end";                      // it ends (a response or an error)
inline constexpr std::string_view k_lambda_init = "lambda.init";      // INIT_START, platform.initStart
inline constexpr std::string_view k_lambda_start = "lambda.start";    // START, platform.start
inline constexpr std::string_view k_lambda_end = "lambda.end";        // END, platform.runtimeDone
inline constexpr std::string_view k_lambda_report = "lambda.report";  // REPORT, platform.report
inline constexpr std::string_view k_lambda_timeout = "lambda.timeout";
inline constexpr std::string_view k_log = "log";        // anything else
inline constexpr std::string_view k_metric = "metric";  // embedded metric format: not evidence of an operation
}  // namespace event_kind

struct Event : Record {
  static constexpr std::string_view k_tag = "event/1";

  std::string id;      // unique: CloudWatch's eventId, else a hash
  std::string source;  // "cloudwatch", "fixture"
  std::string group;
  std::string stream;
  std::optional<Timestamp> time;
  std::optional<Timestamp> ingested;
  std::string kind;  // see event_kind
  std::string inv;   // where its reader knows it
  std::vector<std::string> ids;
  std::string level;
  std::string component;  // "lambda:orders"
  std::string operation;
  std::string span;       // as the source states it
  std::string parent;     // as the source states it
  std::string span_kind;  // as the source states it: "server", "client", "producer", "consumer", "internal"
  std::optional<Timestamp> start;
  std::optional<Timestamp> end;
  std::optional<double> duration_ms;
  std::optional<double> init_ms;  // lambda.report of a cold start
  std::optional<std::int64_t> attempt;
  std::string status;  // "ok", "error"
  RawJson error;
  RawJson request;
  RawJson response;
  std::optional<Tokens> tokens;
  std::string model;
  std::string text;                  // the line as people read it
  RawJson payload;                   // the message as it was received
  std::string enc;                   // "base64" where payload is
  std::optional<std::int64_t> size;  // of a payload that was cut
  std::string sha256;                // of a payload that was cut

  static constexpr auto fields() {
    return std::tuple{required("id", &Event::id),
                      required("source", &Event::source),
                      optional("group", &Event::group),
                      optional("stream", &Event::stream),
                      optional("time", &Event::time),
                      optional("ingested", &Event::ingested),
                      required("kind", &Event::kind),
                      optional("inv", &Event::inv),
                      optional("ids", &Event::ids),
                      optional("level", &Event::level),
                      optional("component", &Event::component),
                      optional("operation", &Event::operation),
                      optional("span", &Event::span),
                      optional("parent", &Event::parent),
                      optional("span_kind", &Event::span_kind),
                      optional("start", &Event::start),
                      optional("end", &Event::end),
                      optional("duration_ms", &Event::duration_ms),
                      optional("init_ms", &Event::init_ms),
                      optional("attempt", &Event::attempt),
                      optional("status", &Event::status),
                      optional("error", &Event::error),
                      optional("request", &Event::request),
                      optional("response", &Event::response),
                      optional("tokens", &Event::tokens),
                      optional("model", &Event::model),
                      optional("text", &Event::text),
                      optional("payload", &Event::payload),
                      optional("enc", &Event::enc),
                      optional("size", &Event::size),
                      optional("sha256", &Event::sha256)};
  }
};

// Something that itk-collect waits for.
struct Awaited {
  std::string what;  // "report", "consumer", "events", "group", "source"; declared: "log", "span", "answer", "queue"
  std::string id;    // "lambda:8f..." or "sqs:..."; of what is declared: as the case says it
  std::string group;

  static constexpr auto fields() {
    return std::tuple{required("what", &Awaited::what), optional("id", &Awaited::id),
                      optional("group", &Awaited::group)};
  }
  friend auto operator<=>(const Awaited&, const Awaited&) = default;
};

// Ingestion time minus event time.
struct Lag {
  double p50 = 0;
  double p95 = 0;
  double max = 0;

  static constexpr auto fields() {
    return std::tuple{required("p50", &Lag::p50), required("p95", &Lag::p95), required("max", &Lag::max)};
  }
};

struct Collection : Record {
  static constexpr std::string_view k_tag = "collection/1";

  std::string inv;
  bool complete = false;
  std::string reason;  // why it is not complete, for people
  std::vector<std::string> log_groups;
  std::optional<Timestamp> from;  // the window that was read
  std::optional<Timestamp> until;
  std::vector<Awaited> awaited;
  std::optional<std::int64_t> arrived;  // of `awaited`; the rest is `missing`
  std::vector<Awaited> missing;
  std::int64_t events = 0;
  std::int64_t late = 0;
  std::optional<Lag> lag_ms;
  std::int64_t pages = 0;
  std::int64_t api_calls = 0;
  std::int64_t throttles = 0;
  std::int64_t bytes = 0;
  std::optional<std::int64_t> scanned;  // bytes that AWS read through for us, where it says and charges them
  std::optional<double> cost_usd;       // of the calls that have a price (itk-collect.1 says which)
  std::optional<std::int64_t> quiet_ms;
  std::optional<std::int64_t> deadline_ms;

  static constexpr auto fields() {
    return std::tuple{optional("inv", &Collection::inv),
                      required("complete", &Collection::complete),
                      optional("reason", &Collection::reason),
                      optional("log_groups", &Collection::log_groups),
                      optional("from", &Collection::from),
                      optional("until", &Collection::until),
                      optional("awaited", &Collection::awaited),
                      optional("arrived", &Collection::arrived),
                      optional("missing", &Collection::missing),
                      required("events", &Collection::events),
                      required("late", &Collection::late),
                      optional("lag_ms", &Collection::lag_ms),
                      required("pages", &Collection::pages),
                      required("api_calls", &Collection::api_calls),
                      required("throttles", &Collection::throttles),
                      required("bytes", &Collection::bytes),
                      optional("scanned", &Collection::scanned),
                      optional("cost_usd", &Collection::cost_usd),
                      optional("quiet_ms", &Collection::quiet_ms),
                      optional("deadline_ms", &Collection::deadline_ms)};
  }
};

struct LogLine {
  std::string event;  // its event id
  std::optional<Timestamp> time;
  std::string level;
  std::string text;

  static constexpr auto fields() {
    return std::tuple{required("event", &LogLine::event), optional("time", &LogLine::time),
                      optional("level", &LogLine::level), required("text", &LogLine::text)};
  }
};

// Why a span has the parent that it has.
struct EdgeEvidence {
  std::string by;         // "stated", "header", "id", "payload", "time"
  double confidence = 0;  // 0..1
  std::string id;         // the id that both share

  static constexpr auto fields() {
    return std::tuple{required("by", &EdgeEvidence::by), required("confidence", &EdgeEvidence::confidence),
                      optional("id", &EdgeEvidence::id)};
  }
};

// A span's own words, where its source states whole spans.
struct Stated {
  std::string span;
  std::string parent;
  std::optional<Timestamp> start;
  std::optional<Timestamp> end;

  static constexpr auto fields() {
    return std::tuple{optional("span", &Stated::span), optional("parent", &Stated::parent),
                      optional("start", &Stated::start), optional("end", &Stated::end)};
  }
};

struct Span : Record {
  static constexpr std::string_view k_tag = "span/1";

  std::string span;    // unique key of ours, 16 hex digits
  std::string parent;  // key of the parent span
  std::string trace;   // `inv`, or a hash
  std::string inv;
  std::string component;  // "type:name"
  std::string operation;
  std::string kind;  // OpenTelemetry: "server", "client", "producer", "consumer", "internal"
  std::optional<Timestamp> start;
  std::optional<Timestamp> end;
  std::optional<double> duration_ms;
  std::optional<double> init_ms;        // cold start
  std::optional<std::int64_t> attempt;  // from 1
  std::string status;                   // OpenTelemetry: "unset", "ok", "error"
  RawJson error;
  std::vector<std::string> ids;
  std::optional<Tokens> tokens;
  std::string model;
  std::optional<double> cost_usd;
  RawJson request;
  RawJson response;
  std::vector<LogLine> logs;
  std::vector<std::string> events;  // ids of the events that it was built from
  std::optional<EdgeEvidence> evidence;
  std::optional<Stated> stated;

  static constexpr auto fields() {
    return std::tuple{required("span", &Span::span),
                      optional("parent", &Span::parent),
                      required("trace", &Span::trace),
                      optional("inv", &Span::inv),
                      required("component", &Span::component),
                      required("operation", &Span::operation),
                      required("kind", &Span::kind),
                      optional("start", &Span::start),
                      optional("end", &Span::end),
                      optional("duration_ms", &Span::duration_ms),
                      optional("init_ms", &Span::init_ms),
                      optional("attempt", &Span::attempt),
                      required("status", &Span::status),
                      optional("error", &Span::error),
                      optional("ids", &Span::ids),
                      optional("tokens", &Span::tokens),
                      optional("model", &Span::model),
                      optional("cost_usd", &Span::cost_usd),
                      optional("request", &Span::request),
                      optional("response", &Span::response),
                      optional("logs", &Span::logs),
                      optional("events", &Span::events),
                      optional("evidence", &Span::evidence),
                      optional("stated", &Span::stated)};
  }
};

// A stretch of the critical path.
struct Segment {
  std::string span;
  std::string kind;  // "work", "queue", "gap"
  double ms = 0;

  static constexpr auto fields() {
    return std::tuple{optional("span", &Segment::span), required("kind", &Segment::kind), required("ms", &Segment::ms)};
  }
};

struct Trace : Record {
  static constexpr std::string_view k_tag = "trace/1";

  std::string trace;
  std::string inv;
  std::string case_id;
  std::optional<std::int64_t> iteration;
  std::string signature;  // hash of the path
  std::optional<Timestamp> start;
  std::optional<Timestamp> end;
  std::optional<double> duration_ms;
  std::int64_t spans = 0;
  std::int64_t errors = 0;
  std::int64_t retries = 0;
  std::int64_t throttles = 0;
  std::int64_t cold_starts = 0;
  std::int64_t orphans = 0;  // spans whose stated parent is unknown
  std::optional<Tokens> tokens;
  std::optional<double> cost_usd;
  std::vector<Segment> critical;
  std::string isolation;     // "proven" (the nonce was seen), "unproven", "bleed" (a foreign nonce was seen)
  std::string completeness;  // "complete", "incomplete", "unknown"
  std::vector<Awaited> missing;

  static constexpr auto fields() {
    return std::tuple{required("trace", &Trace::trace),
                      optional("inv", &Trace::inv),
                      optional("case", &Trace::case_id),
                      optional("iteration", &Trace::iteration),
                      required("signature", &Trace::signature),
                      optional("start", &Trace::start),
                      optional("end", &Trace::end),
                      optional("duration_ms", &Trace::duration_ms),
                      required("spans", &Trace::spans),
                      required("errors", &Trace::errors),
                      required("retries", &Trace::retries),
                      required("throttles", &Trace::throttles),
                      required("cold_starts", &Trace::cold_starts),
                      required("orphans", &Trace::orphans),
                      optional("tokens", &Trace::tokens),
                      optional("cost_usd", &Trace::cost_usd),
                      optional("critical", &Trace::critical),
                      optional("isolation", &Trace::isolation),
                      required("completeness", &Trace::completeness),
                      optional("missing", &Trace::missing)};
  }
};

// A boundary that nobody logged.
struct Gap : Record {
  static constexpr std::string_view k_tag = "gap/1";

  std::string trace;
  std::string span;
  std::string component;
  std::string code;      // "no_request", "no_response"
  std::string severity;  // "critical", "warning", "info"
  std::string message;
  std::string suggestion;

  static constexpr auto fields() {
    return std::tuple{required("trace", &Gap::trace),          optional("span", &Gap::span),
                      required("component", &Gap::component),  required("code", &Gap::code),
                      required("severity", &Gap::severity),    required("message", &Gap::message),
                      optional("suggestion", &Gap::suggestion)};
  }
};

}  // namespace itk::model

// What itk-invoke writes: the run, what was sent, and what came back.
#pragma once

#include "common/model/parts.h"

namespace itk::model {

struct Run : Record {
  static constexpr std::string_view k_tag = "run/1";
  static constexpr bool k_states_origin = true;  // `mode` and `endpoint` always stand here

  std::string run;  // ULID
  std::string suite;
  std::string env;
  std::string account;
  std::string region;
  std::string endpoint_url;  // where `endpoint` is "custom"
  std::string shard;         // "2/5"
  std::string version;       // of the tool
  Timestamp start;
  RawJson ci;                 // {"provider":"github","run_id":"1","url":"..."}
  std::string config;         // fingerprint of the configuration
  std::string redaction_key;  // fingerprint of the key of pseudonyms

  // `mode` is "live" or "dev-fixtures", `endpoint` "aws" or "custom".
  static constexpr auto fields() {
    return std::tuple{required("run", &Run::run),
                      optional("suite", &Run::suite),
                      required("mode", &Record::mode),
                      optional("env", &Run::env),
                      optional("account", &Run::account),
                      optional("region", &Run::region),
                      required("endpoint", &Record::endpoint),
                      optional("endpoint_url", &Run::endpoint_url),
                      optional("shard", &Run::shard),
                      required("version", &Run::version),
                      required("start", &Run::start),
                      optional("ci", &Run::ci),
                      optional("config", &Run::config),
                      optional("redaction_key", &Run::redaction_key)};
  }
};

// One thing that a case expects, as compiled from its file (common/expect).
struct Expectation {
  std::string name;
  RawJson params;     // an object
  std::string level;  // "warn": reported, never gates; absent: "fail"
  std::optional<Position> at;

  static constexpr auto fields() {
    return std::tuple{required("name", &Expectation::name), optional("params", &Expectation::params),
                      optional("level", &Expectation::level), optional("at", &Expectation::at)};
  }
};

// Something that the case declares: when all of these hold, its evidence is complete.
struct Sentinel {
  std::string what;       // "report", "log", "span", "answer", "queue"
  std::string pattern;    // log: RE2, somewhere in a message
  std::string group;      // log: of this log group; empty: of any
  std::string kind;       // span: OpenTelemetry's, "server"; empty: any
  std::string operation;  // span
  std::string component;  // span
  std::string queue;      // queue: URL, ARN or name of one that has to be empty

  static constexpr auto fields() {
    return std::tuple{required("what", &Sentinel::what),           optional("pattern", &Sentinel::pattern),
                      optional("group", &Sentinel::group),         optional("kind", &Sentinel::kind),
                      optional("operation", &Sentinel::operation), optional("component", &Sentinel::component),
                      optional("queue", &Sentinel::queue)};
  }
  friend auto operator<=>(const Sentinel&, const Sentinel&) = default;
};

// What itk-collect waits for on behalf of one invocation.
struct CollectRules {
  std::vector<std::string> log_groups;
  std::optional<std::int64_t> quiet_ms;     // least time without anything new
  std::optional<std::int64_t> deadline_ms;  // from sending
  std::vector<Sentinel> until;              // instead of the default rule

  static constexpr auto fields() {
    return std::tuple{optional("log_groups", &CollectRules::log_groups), optional("quiet_ms", &CollectRules::quiet_ms),
                      optional("deadline_ms", &CollectRules::deadline_ms), optional("until", &CollectRules::until)};
  }
};

struct Invocation : Record {
  static constexpr std::string_view k_tag = "invocation/1";

  std::string inv;  // ULID of (run, case, iteration)
  std::string run;
  std::string case_id;
  std::string name;
  std::vector<std::string> tags;
  std::string file;  // the case file, as it was named
  std::optional<std::int64_t> line;
  std::int64_t iteration = 1;        // from 1
  std::optional<std::int64_t> turn;  // from 1, in a conversation
  std::string entrypoint;            // "sqs_event"
  std::string target;                // queue URL, function, agent
  std::string fixture;               // the file to read in dev-fixtures mode
  std::string nonce;
  std::vector<std::string> ids;  // given, "kind:value"
  std::optional<Timestamp> time;
  RawJson request;
  std::vector<Expectation> expected;
  std::optional<CollectRules> collect;

  static constexpr auto fields() {
    return std::tuple{required("inv", &Invocation::inv),           required("run", &Invocation::run),
                      required("case", &Invocation::case_id),      optional("name", &Invocation::name),
                      optional("tags", &Invocation::tags),         optional("file", &Invocation::file),
                      optional("line", &Invocation::line),         required("iteration", &Invocation::iteration),
                      optional("turn", &Invocation::turn),         required("entrypoint", &Invocation::entrypoint),
                      optional("target", &Invocation::target),     optional("fixture", &Invocation::fixture),
                      optional("nonce", &Invocation::nonce),       optional("ids", &Invocation::ids),
                      optional("time", &Invocation::time),         optional("request", &Invocation::request),
                      optional("expected", &Invocation::expected), optional("collect", &Invocation::collect)};
  }
};

struct Answer : Record {
  static constexpr std::string_view k_tag = "answer/1";

  std::string inv;
  std::optional<std::int64_t> turn;
  std::string status;  // "sent" (accepted by a queue), "ok" (answered), "error", "skipped"
  std::optional<Timestamp> sent;
  std::optional<Timestamp> answered;
  std::int64_t attempts = 0;
  std::vector<std::string> ids;  // learnt, "kind:value"
  std::string request_id;
  std::optional<std::int64_t> http_status;
  RawJson response;
  std::string enc;     // "base64" where response is
  std::string reason;  // why it was skipped
  std::optional<Fault> error;

  static constexpr auto fields() {
    return std::tuple{required("inv", &Answer::inv),
                      optional("turn", &Answer::turn),
                      required("status", &Answer::status),
                      optional("sent", &Answer::sent),
                      optional("answered", &Answer::answered),
                      required("attempts", &Answer::attempts),
                      optional("ids", &Answer::ids),
                      optional("request_id", &Answer::request_id),
                      optional("http_status", &Answer::http_status),
                      optional("response", &Answer::response),
                      optional("enc", &Answer::enc),
                      optional("reason", &Answer::reason),
                      optional("error", &Answer::error)};
  }
};

}  // namespace itk::model

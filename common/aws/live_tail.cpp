#include "common/aws/live_tail.h"

#include "common/aws/event_stream.h"
#include "common/json/parser.h"
#include "common/json/raw_json.h"
#include "common/json/writer.h"

namespace itk::aws {
namespace {

using Members = std::vector<json::Member>;

// An update comes every second, also where there is nothing new.
constexpr std::chrono::seconds k_longest_silence{20};

std::string text_in(const Members& members, std::string_view key) {
  const json::Value* value = json::find(members, key);
  return value == nullptr ? std::string() : std::string(value->text);
}

std::int64_t integer_in(const Members& members, std::string_view key) {
  const json::Value* value = json::find(members, key);
  return value == nullptr ? 0 : value->integer;
}

Result<LiveTailUpdate> read_update(json::Parser& parser, std::string_view payload) {
  const json::PaddedText padded(payload);
  LiveTailUpdate update;
  ITK_TRY_ASSIGN(const Members* const members, parser.object(padded.view()));
  const json::Value* metadata = json::find(*members, "sessionMetadata");
  if (metadata != nullptr && metadata->kind == json::Kind::Object) {
    ITK_TRY_ASSIGN(const Members* const inner, parser.object(metadata->raw, 1));
    const json::Value* sampled = json::find(*inner, "sampled");
    update.is_sampled = sampled != nullptr && sampled->boolean;
  }
  const json::Value* results = json::find(*members, "sessionResults");
  if (results == nullptr || results->is_null()) {
    return update;
  }
  ITK_TRY_ASSIGN(const Members* const elements, parser.array(results->raw, 1));
  for (const json::Member& element : *elements) {
    ITK_TRY_ASSIGN(const Members* const event, parser.object(element.value.raw, 2));
    update.events.push_back({text_in(*event, "logGroupIdentifier"), text_in(*event, "logStreamName"),
                             integer_in(*event, "timestamp"), integer_in(*event, "ingestionTime"),
                             text_in(*event, "message")});
  }
  return update;
}

class SessionReader {
 public:
  SessionReader(const ServiceInfo& service, const StartLiveTail& session) : service_(service), session_(session) {}

  // An error ends the session.
  Status feed(std::string_view bytes) {
    decoder_.feed(bytes);
    while (true) {
      ITK_TRY_ASSIGN(const std::optional<EventMessage> message, decoder_.next());
      if (!message) {
        return {};
      }
      ITK_TRY(take(*message));
    }
  }

 private:
  Status take(const EventMessage& message) {
    const std::string_view kind = message.text_of(":message-type").value_or("");
    const std::string_view type = message.text_of(":event-type").value_or("");
    if (kind != "event") {
      return tl::make_unexpected(refusal(message));
    }
    if (type == "sessionStart" && session_.on_start) {
      session_.on_start();
    } else if (type == "sessionUpdate") {
      auto update = read_update(parser_, message.payload);
      if (!update) {
        return tl::make_unexpected(bad_answer(service_, "StartLiveTail", "", update.error().message));
      }
      session_.on_update(std::move(*update));
    }
    return {};
  }

  // As the same exception would be judged before the stream.
  Error refusal(const EventMessage& message) const {
    HttpResponse response;
    const auto code = message.text_of(":exception-type").value_or(message.text_of(":error-code").value_or(""));
    response.status = 500;
    response.headers = {{"x-amzn-errortype", std::string(code)}};
    response.body = message.payload;
    if (const auto text = message.text_of(":error-message")) {
      json::ObjectWriter body(response.body = "");
      body.string("message", *text);
      body.close();
    }
    return json_error(service_, response);
  }

  const ServiceInfo& service_;
  const StartLiveTail& session_;
  EventStreamDecoder decoder_;
  json::Parser parser_;
};

std::string body_of(const StartLiveTail& session) {
  std::string body, groups;
  for (const std::string& arn : session.group_arns) {
    groups += (groups.empty() ? "" : ",") + json::quote(arn);
  }
  json::ObjectWriter request(body);
  request.raw("logGroupIdentifiers", "[" + groups + "]");
  request.close();
  return body;
}

}  // namespace

Task<Error> live_tail(Caller logs, StartLiveTail session) {
  SessionReader reader(logs.service(), session);
  Request request = json_request(logs.service(), "StartLiveTail", body_of(session));
  request.timeouts.idle = k_longest_silence;
  request.on_body = [&reader](std::string_view bytes) { return reader.feed(bytes); };
  Called called = co_await logs.start(std::move(request));
  if (!called.reply) {
    co_return std::move(called.reply).error();
  }
  co_return Error{ErrorClass::Transient,
                  ExitCode::Unreachable,
                  "session_ended",
                  "logs: the session of Live Tail was closed",
                  "logs",
                  {}};
}

}  // namespace itk::aws

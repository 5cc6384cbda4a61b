#include "common/aws/bedrock_agent.h"

#include <fmt/format.h>

#include "common/aws/event_stream.h"
#include "common/aws/uri.h"
#include "common/base/text.h"
#include "common/json/parser.h"
#include "common/json/writer.h"

namespace itk::aws {
namespace {

// Between two parts of an answer: a model that thinks, a function that works.
constexpr std::chrono::seconds k_longest_silence{180};

void write_attributes(json::ObjectWriter& state, std::string_view name, const AgentAttributes& attributes) {
  if (attributes.empty()) {
    return;
  }
  state.key(name);
  json::ObjectWriter members(state.text());
  for (const auto& [key, value] : attributes) {
    members.string(key, value);
  }
  members.close();
}

void write_session_state(json::ObjectWriter& request, const InvokeAgent& call) {
  if (call.session_attributes.empty() && call.prompt_attributes.empty() && call.control_results.empty() &&
      call.state_members.empty()) {
    return;
  }
  request.key("sessionState");
  json::ObjectWriter state(request.text());
  write_attributes(state, "sessionAttributes", call.session_attributes);
  write_attributes(state, "promptSessionAttributes", call.prompt_attributes);
  if (!call.state_members.empty()) {
    state.members(call.state_members);
  }
  if (!call.control_results.empty()) {
    state.string("invocationId", call.invocation_id);
    state.raw("returnControlInvocationResults", call.control_results);
  }
  state.close();
}

std::string request_body(const InvokeAgent& call) {
  std::string body;
  json::ObjectWriter request(body);
  if (call.control_results.empty() && !call.input_text.empty()) {
    request.string("inputText", call.input_text);
  }
  request.boolean("enableTrace", call.enable_trace);
  if (call.end_session) {
    request.boolean("endSession", true);
  }
  if (!call.memory_id.empty()) {
    request.string("memoryId", call.memory_id);
  }
  if (!call.members.empty()) {
    request.members(call.members);
  }
  write_session_state(request, call);
  request.close();
  return body;
}

Request invoke_request(const InvokeAgent& call) {
  Request request;
  request.target = fmt::format("/agents/{}/agentAliases/{}/sessions/{}/text", percent_encode(call.agent_id),
                               percent_encode(call.alias_id), percent_encode(call.session_id));
  request.headers = {{"Content-Type", "application/json"}};
  if (!call.trace_header.empty()) {
    request.headers.emplace_back("X-Amzn-Trace-Id", call.trace_header);
  }
  request.body = request_body(call);
  request.timeouts.idle = k_longest_silence;
  request.idempotent = false;
  return request;
}

// The status that the same exception has where it comes before the stream.
int status_of(std::string_view exception) {
  static constexpr std::pair<std::string_view, int> k_statuses[] = {
      {"accessDeniedException", 403},     {"badGatewayException", 502},           {"conflictException", 409},
      {"dependencyFailedException", 424}, {"internalServerException", 500},       {"modelNotReadyException", 424},
      {"resourceNotFoundException", 404}, {"serviceQuotaExceededException", 400}, {"throttlingException", 429},
      {"validationException", 400},
  };
  for (const auto& [name, status] : k_statuses) {
    if (name == exception) {
      return status;
    }
  }
  return 500;
}

// Reads the stream of one answer.
class AnswerReader {
 public:
  AnswerReader(const ServiceInfo& service, const InvokeAgent& call, AgentAnswer& answer)
      : service_(service), call_(call), answer_(answer) {}

  // More of the stream. An error is that of the caller's on_part.
  Status feed(std::string_view bytes) {
    has_come_ = true;
    decoder_.feed(bytes);
    while (!failure_) {
      Result<std::optional<EventMessage>> message = decoder_.next();
      if (!message) {
        fail(message.error().message);
      } else if (*message) {
        ITK_TRY(take(**message));
      } else {
        break;
      }
    }
    return {};
  }

  // At the end of the stream, or where `lost` cut it off; whether anything of it had come.
  bool finish(const Error* lost) {
    if (!failure_ && lost != nullptr) {
      failure_ = *lost;
    } else if (!failure_) {
      if (const Status end = decoder_.finish(); !end) {
        fail(end.error().message);
      } else if (!is_final_) {
        fail("the stream ends without a chunk of the answer");
      }
    }
    answer_.failure = std::move(failure_);
    if (answer_.failure && (!answer_.completion.empty() || answer_.parts > 0)) {
      answer_.failure->message +=
          fmt::format("; {} bytes of the answer and {} other parts had come, so it is not sent again",
                      answer_.completion.size(), answer_.parts);
    }
    return has_come_;
  }

  // Known only when the headers are handed out.
  void set_request_id() {
    if (exception_) {
      failure_ = error_of(*exception_);
    } else if (failure_) {
      failure_->request_id = answer_.request_id;
    }
  }

 private:
  struct Exception {
    std::string name;
    std::string body;
  };

  Status take(const EventMessage& message) {
    const std::string_view kind = message.text_of(":message-type").value_or("");
    if (kind == "exception") {
      refuse(message.text_of(":exception-type").value_or(""), message.payload);
    } else if (kind == "error") {
      std::string body;
      json::ObjectWriter writer(body);
      writer.string("message", message.text_of(":error-message").value_or(""));
      writer.close();
      refuse(message.text_of(":error-code").value_or(""), body);
    } else {
      return take_event(message);
    }
    return {};
  }

  Status take_event(const EventMessage& message) {
    AgentPart part{std::string(message.text_of(":event-type").value_or("")), message.payload};
    if (part.type == "chunk") {
      take_chunk(part.payload);
      return {};
    }
    ++answer_.parts;
    if (call_.on_part) {
      ITK_TRY(call_.on_part(part));
    }
    if (part.type == "returnControl") {
      is_final_ = true;  // the agent waits for its caller: there is no text
      answer_.controls.push_back(std::move(part));
    }
    return {};
  }

  void take_chunk(const std::string& payload) {
    const json::PaddedText padded(payload);
    const auto chunk = parser_.object(padded.view());
    if (!chunk) {
      fail("a chunk of the answer is not JSON: " + chunk.error().message);
      return;
    }
    if (const json::Value* bytes = json::find(**chunk, "bytes")) {
      const Result<std::string> text = base64_decode(bytes->text);
      if (!text) {
        fail("a chunk of the answer is not base 64: " + text.error().message);
        return;
      }
      answer_.completion += *text;
    }
    const json::Value* attribution = json::find(**chunk, "attribution");
    if (attribution != nullptr && !attribution->is_null()) {
      answer_.attributions.emplace_back(attribution->raw);
    }
    is_final_ = true;
  }

  void refuse(std::string_view name, std::string_view body) {
    exception_ = Exception{std::string(name), std::string(body)};
    failure_ = error_of(*exception_);
  }

  // An exception is judged as it is before a stream.
  Error error_of(const Exception& exception) const {
    std::string code = exception.name;
    if (!code.empty() && code[0] >= 'a' && code[0] <= 'z') {
      code[0] = static_cast<char>(code[0] - 'a' + 'A');
    }
    HttpResponse response;
    response.status = status_of(exception.name);
    response.headers = {{"x-amzn-errortype", code}, {"x-amzn-requestid", answer_.request_id}};
    response.body = exception.body;
    return json_error(service_, response);
  }

  void fail(std::string_view what) {
    failure_ = bad_answer(service_, "InvokeAgent", answer_.request_id, what);
    failure_->code = "answer_cut";
  }

  const ServiceInfo& service_;
  const InvokeAgent& call_;
  AgentAnswer& answer_;
  EventStreamDecoder decoder_;
  json::Parser parser_;
  bool has_come_ = false;
  bool is_final_ = false;
  std::optional<Exception> exception_;
  std::optional<Error> failure_;
};

}  // namespace

Task<CallResult<AgentAnswer>> invoke_agent(Caller runtime, InvokeAgent call) {
  AgentAnswer answer;
  AnswerReader reader(runtime.service(), call, answer);
  Request request = invoke_request(call);
  request.on_body = [&reader](std::string_view bytes) { return reader.feed(bytes); };
  Called called = co_await runtime.start(std::move(request));
  answer.attempts = called.attempts;
  answer.http_status = called.status;
  if (called.reply) {
    const Reply& reply = *called.reply;
    const auto header = [&](std::string_view name) {
      return std::string(find_header(reply.headers, name).value_or(""));
    };
    answer.content_type = header("x-amzn-bedrock-agent-content-type");
    answer.session_id = header("x-amz-bedrock-agent-session-id");
    answer.request_id = reply.request_id;
    reader.set_request_id();
    reader.finish(nullptr);
  } else if (!reader.finish(&called.reply.error())) {
    co_return tl::make_unexpected(CallFailure(std::move(called.reply).error(), called.attempts, called.status));
  }
  co_return answer;
}

}  // namespace itk::aws

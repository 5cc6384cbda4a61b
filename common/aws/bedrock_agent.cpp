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

std::string request_body(const InvokeAgent& call) {
  std::string body;
  json::ObjectWriter request(body);
  request.string("inputText", call.input_text);
  request.boolean("enableTrace", call.enable_trace);
  if (call.end_session) {
    request.boolean("endSession", true);
  }
  if (!call.session_attributes.empty() || !call.prompt_attributes.empty()) {
    request.key("sessionState");
    json::ObjectWriter state(request.text());
    write_attributes(state, "sessionAttributes", call.session_attributes);
    write_attributes(state, "promptSessionAttributes", call.prompt_attributes);
    state.close();
  }
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
  AnswerReader(const ServiceInfo& service, AgentAnswer& answer) : service_(service), answer_(answer) {}

  void read(std::string_view body) {
    EventStreamDecoder decoder;
    decoder.feed(body);
    while (!answer_.failure) {
      Result<std::optional<EventMessage>> message = decoder.next();
      if (!message) {
        fail(message.error().message);
      } else if (*message) {
        take(**message);
      } else {
        break;
      }
    }
    if (answer_.failure) {
      return;
    }
    if (const Status end = decoder.finish(); !end) {
      fail(end.error().message);
    } else if (!is_final_) {
      fail("the stream ends without a chunk of the answer");
    }
  }

 private:
  void take(const EventMessage& message) {
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
      take_event(message);
    }
  }

  void take_event(const EventMessage& message) {
    const std::string_view type = message.text_of(":event-type").value_or("");
    if (type == "chunk") {
      take_chunk(message.payload);
      return;
    }
    is_final_ = is_final_ || type == "returnControl";  // the agent waits for its caller: there is no text
    answer_.parts.push_back({std::string(type), message.payload});
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

  // An exception is judged as it is before a stream.
  void refuse(std::string_view exception, const std::string& body) {
    std::string code(exception);
    if (!code.empty() && code[0] >= 'a' && code[0] <= 'z') {
      code[0] = static_cast<char>(code[0] - 'a' + 'A');
    }
    HttpResponse response;
    response.status = status_of(exception);
    response.headers = {{"x-amzn-errortype", code}, {"x-amzn-requestid", answer_.request_id}};
    response.body = body;
    answer_.failure = json_error(service_, response);
    say_what_came();
  }

  void fail(std::string_view what) {
    answer_.failure = bad_answer(service_, "InvokeAgent", answer_.request_id, what);
    answer_.failure->code = "answer_cut";
    say_what_came();
  }

  void say_what_came() {
    if (!answer_.completion.empty() || !answer_.parts.empty()) {
      answer_.failure->message +=
          fmt::format("; {} bytes of the answer and {} other parts had come, so it is not sent again",
                      answer_.completion.size(), answer_.parts.size());
    }
  }

  const ServiceInfo& service_;
  AgentAnswer& answer_;
  json::Parser parser_;
  bool is_final_ = false;
};

}  // namespace

Result<AgentAnswer> invoke_agent(Client& runtime, const InvokeAgent& call) {
  ITK_TRY_ASSIGN(const Reply reply, runtime.call(invoke_request(call)));
  const auto header = [&](std::string_view name) { return std::string(find_header(reply.headers, name).value_or("")); };
  AgentAnswer answer;
  answer.content_type = header("x-amzn-bedrock-agent-content-type");
  answer.session_id = header("x-amz-bedrock-agent-session-id");
  answer.request_id = reply.request_id;
  answer.attempts = reply.attempts;
  answer.http_status = reply.status;
  AnswerReader(runtime.service(), answer).read(reply.body);
  return answer;
}

}  // namespace itk::aws

#include "tests/sandbox/bedrock/service.h"

#include <fmt/format.h>

#include "common/base/result.h"
#include "common/base/text.h"
#include "tests/sandbox/aws/document.h"
#include "tests/sandbox/bedrock/event_frames.h"
#include "tests/sandbox/bedrock/faults.h"
#include "tests/sandbox/bedrock/invocation.h"
#include "tests/sandbox/bedrock/trace.h"
#include "tests/sandbox/demo/json_line.h"
#include "tests/sandbox/demo/order.h"

namespace itk::sandbox::bedrock {
namespace {

constexpr std::string_view k_session_ended = "Session is terminated as 'endSession' flag is set in request.";

// /agents/{id}/agentAliases/{alias}/sessions/{session}/text
bool is_invoke_agent(const RestCall& call) {
  return call.http.method == "POST" && call.path.size() == 7 && call.path[2] == "agentAliases" &&
         call.path[4] == "sessions" && call.path[6] == "text";
}

HttpResponse open_stream(const AgentInvocation& asked, std::function<void(const Send&)> stream) {
  HttpResponse response{
      200,
      "application/vnd.amazon.eventstream",
      {{"x-amz-bedrock-agent-session-id", asked.session_id}, {"x-amzn-bedrock-agent-content-type", "application/json"}},
      "",
      std::move(stream)};
  if (!asked.memory_id.empty()) {
    response.headers.emplace_back("x-amz-bedrock-agent-memory-id", asked.memory_id);
  }
  return response;
}

// What the code interpreter has written.
std::string files_json(const std::string& order_id) {
  demo::JsonLine file, files;
  file.text("name", "orders.csv").text("type", "text/csv");
  file.text("bytes", base64_encode(demo::orders_csv(order_id)));
  return files.raw("files", "[" + file.close() + "]").close();
}

// The completion in one chunk, or word by word.
void send_completion(const Send& send, std::string_view text, bool in_pieces) {
  while (in_pieces && text.find(' ') != std::string_view::npos) {
    const std::size_t size = text.find(' ') + 1;
    send(chunk_frame(text.substr(0, size)));
    text.remove_prefix(size);
  }
  send(chunk_frame(text));
}

}  // namespace

BedrockService::BedrockService(const Account& account, demo::DemoSystem* demo)
    : account_(account), demo_(demo), directory_(account, demo == nullptr ? std::vector<Agent>{} : demo_agents()) {}

std::string BedrockService::operation(const RestCall& call) const {
  if (is_invoke_agent(call)) {
    return "InvokeAgent";
  }
  const bool is_list = call.http.method == "POST";
  const bool is_version = call.path.size() > 2 && call.path[2] == "agentversions";
  const std::string what = call.path.size() < 3 ? "Agent" : is_version ? "AgentVersion" : "AgentAlias";
  return is_list ? "List" + what + (what == "AgentAlias" ? "es" : "s") : "Get" + what;
}

HttpResponse BedrockService::answer(const RestCall& call) {
  if (is_invoke_agent(call)) {
    auto response = invoke_agent(call);
    return response ? *std::move(response) : write_rest_fault(response.error());
  }
  const auto found = look_up(call);
  return found ? HttpResponse{200, "application/json", {}, write_document(*found)} : write_rest_fault(found.error());
}

Outcome<Json::Value> BedrockService::look_up(const RestCall& call) const {
  const auto& path = call.path;
  const bool is_list = call.http.method == "POST";
  const std::size_t size = path.size();
  if (size == 1 && is_list) {
    return directory_.list_agents(call);
  }
  if (size == 2 && !is_list) {
    return directory_.get_agent(path[1]);
  }
  if (size == 3 && is_list && path[2] == "agentaliases") {
    return directory_.list_aliases(path[1], call);
  }
  if (size == 4 && !is_list && path[2] == "agentaliases") {
    return directory_.get_alias(path[1], path[3]);
  }
  if (size == 3 && is_list && path[2] == "agentversions") {
    return directory_.list_versions(path[1], call);
  }
  return fail({404, "UnknownOperationException",
               fmt::format("itk-sandbox serves InvokeAgent and the look-ups of Bedrock agents, not {} {}",
                           call.http.method, call.http.target),
               ""});
}

int BedrockService::next_attempt(const std::string& session_id) {
  const std::lock_guard lock(mutex_);
  return ++attempts_[session_id];
}

Outcome<HttpResponse> BedrockService::invoke_agent(const RestCall& call) {
  const Agent* agent = directory_.find(call.path[1]);
  const Alias* alias = agent == nullptr ? nullptr : agent->find_alias(call.path[3]);
  if (alias == nullptr) {
    return fail(resource_not_found("Failed to retrieve resource because it doesn't exist. Retry your request with a "
                                   "different resource identifier."));
  }
  ITK_TRY_ASSIGN(const AgentInvocation asked, read_invocation(call));
  if (asked.ends_session) {
    conversations_.end(asked.session_id);
    return open_stream(asked, [](const Send& send) { send(chunk_frame(k_session_ended)); });
  }
  if (asked.scenario == demo::Scenario::Retry) {
    if (demo::Gatekeeper::is_throttled(asked.scenario, next_attempt(asked.session_id))) {
      return fail({429, "ThrottlingException", "Your request rate is too high. Reduce the frequency of requests.", ""});
    }
    const std::lock_guard lock(mutex_);
    attempts_.erase(asked.session_id);
  }
  ITK_TRY_ASSIGN(Turn turn, conversations_.take_turn(asked));
  demo::AgentRequest request{asked.session_id, asked.input_text, asked.scenario,
                             demo::continue_trace(call.http.header("x-amzn-trace-id"), call.now), call.request_id};
  request.order_id = turn.order_id;
  request.session_attributes = write_document(turn.session_attributes);
  request.prompt_attributes = write_document(asked.prompt_attributes);
  return stream({*agent, *alias, std::move(request), asked, std::move(turn)});
}

HttpResponse BedrockService::stream(Work work) {
  const AgentInvocation asked = work.asked;
  return open_stream(asked, [this, work = std::move(work)](const Send& send) {
    Trace trace(account_, work.agent, work.alias, work.request.session_id);
    std::mutex sending;
    demo::AgentRequest watched = work.request;
    if (work.asked.with_trace) {
      watched.watch = [&](const demo::AgentStep& step) {
        const std::lock_guard lock(sending);
        send(event_frame("trace", trace.event(step)));
      };
    }
    run(work, watched, send);
  });
}

void BedrockService::run(const Work& work, const demo::AgentRequest& watched, const Send& send) {
  const bool is_gatekeeper = work.agent.id == demo::k_gatekeeper_id;
  if (work.turn.answered) {
    demo_->gatekeeper().resume(watched, work.turn.answered->observed, work.turn.answered->completion);
    send_completion(send, work.turn.answered->completion, work.asked.in_pieces);
    return;
  }
  if (const auto question = question_of(watched.scenario, work.turn.order_id); question && is_gatekeeper) {
    demo_->gatekeeper().ask_back(watched, question->tool(), question->invocation_id);
    conversations_.wait_for(watched.session_id, *question);  // before the caller can answer
    send(event_frame("returnControl", return_control_json(*question, work.agent.id)));
    return;
  }
  const demo::AgentAnswer answer = demo_->invoke_agent(work.agent.id, watched);
  if (!answer) {
    send(exception_frame(answer.error().code, answer.error().message));
    return;
  }
  send_completion(send, *answer, work.asked.in_pieces);
  if (watched.scenario == demo::Scenario::Files && is_gatekeeper) {
    send(event_frame("files", files_json(work.turn.order_id)));
  }
}

}  // namespace itk::sandbox::bedrock

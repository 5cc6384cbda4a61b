#include "itk-invoke/bedrock_invoke_agent.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/aws/agent_aliases.h"
#include "common/ids/id.h"
#include "itk-invoke/agent_call.h"
#include "itk-invoke/agent_response.h"
#include "itk-invoke/agent_trace.h"

namespace itk::invoke {
namespace {

// An agent that asks back more often than this in one turn goes round in circles.
constexpr int k_most_returns = 10;

Error too_many_returns(const std::string& request_id) {
  return {ErrorClass::Validation,
          ExitCode::Failed,
          "return_control_loop",
          fmt::format("the agent returned control {} times in one turn, and was answered each time; it seems to go "
                      "round in circles",
                      k_most_returns + 1),
          "bedrock-agent-runtime",
          request_id};
}

// One turn while it is under way: all its calls, and what came of them.
class AgentExchange {
 public:
  AgentExchange(Ways& ways, const Execution& execution, const AgentTurn& turn, std::string session)
      : ways_(ways),
        turn_(turn),
        values_(execution.values),
        session_(std::move(session)),
        replier_(turn.replies, execution.values),
        trace_(event_prefix(ways, execution.identity), evidence_ids(execution.identity)) {
    receipt_.ids = {ids::make_id(ids::Kind::Session, session_)};
  }

  Task<Delivered> carry_out(aws::Caller runtime, aws::InvokeAgent call) {
    call.on_part = [this](const aws::AgentPart& part) { return take(part); };
    for (int returns = 0;; ++returns) {
      auto answer = co_await aws::invoke_agent(runtime, call);
      if (!answer) {
        ITK_CO_TRY(emit_all(trace_.rest()));
        co_return tl::make_unexpected(DeliveryFailure(std::move(answer).error(), std::move(receipt_)));
      }
      note(*answer);
      if (answer->failure) {
        co_return fail(std::move(*answer->failure));
      }
      if (answer->controls.empty()) {
        break;
      }
      Result<std::optional<ControlResults>> results = replier_.answer(answer->controls.back().payload);
      if (!results) {
        co_return fail(std::move(results).error());
      }
      if (!*results) {
        break;  // the case does not answer it: the question is the answer
      }
      if (returns == k_most_returns) {
        co_return fail(too_many_returns(answer->request_id));
      }
      if (!answer->completion.empty()) {
        ITK_CO_TRY(take({"completion", json::quote(answer->completion)}));  // the next call has one of its own
      }
      ITK_CO_TRY(take({"returnControlInvocationResults", (*results)->results}));
      turn_.go_on(call, std::move(**results), values_);
    }
    ITK_CO_TRY(emit_all(trace_.rest()));
    receipt_.status = "ok";
    co_return std::move(receipt_);
  }

  const AgentReplier& replier() const { return replier_; }

 private:
  static std::string event_prefix(Ways& ways, const Identity& identity) {
    const int delivery = ++ways.deliveries;
    return identity.nonce + (delivery == 1 ? "-agent" : fmt::format("-agent{}", delivery));
  }

  std::vector<std::string> evidence_ids(const Identity& identity) const {
    std::vector<std::string> evidence = {ids::make_id(ids::Kind::Session, session_),
                                         ids::make_id(ids::Kind::Nonce, identity.nonce)};
    ids::canonicalise(evidence);
    return evidence;
  }

  Status take(const aws::AgentPart& part) {
    if (part.type == "files") {
      files_.push_back(part);
    }
    return emit_all(trace_.add(part));
  }

  Status emit_all(std::vector<model::Event> events) {
    for (model::Event& event : events) {
      ITK_TRY(ways_.emit(std::move(event)));
    }
    return {};
  }

  void note(aws::AgentAnswer& answer) {
    if (answer.session_id.empty()) {
      answer.session_id = session_;
    }
    receipt_.request_id = answer.request_id;
    receipt_.attempts += answer.attempts;
    receipt_.http_status = answer.http_status;
    receipt_.response = response_of(answer, files_);
  }

  Delivered fail(Error error) {
    ITK_TRY(emit_all(trace_.rest()));
    return tl::make_unexpected(DeliveryFailure(std::move(error), std::move(receipt_)));
  }

  Ways& ways_;
  const AgentTurn& turn_;
  const LateValues& values_;
  std::string session_;
  AgentReplier replier_;
  AgentTrace trace_;
  std::vector<aws::AgentPart> files_;
  Receipt receipt_;
};

class AgentDelivery final : public Delivery {
 public:
  explicit AgentDelivery(AgentCall agent) : agent_(std::move(agent)) {}

  std::string target() const override {
    return fmt::format("{}/{}", agent_.agent_id,
                       agent_.alias_id.empty() ? "version " + agent_.version : agent_.alias_id);
  }
  RawJson request(const Execution& execution) const override {
    return {turn_of(execution).shown.shown(execution.values)};
  }
  std::vector<std::string> fetches() const override {
    std::vector<std::string> all;
    const auto add = [&](const LateText& text) {
      const std::vector<std::string> names = text.fetches();
      all.insert(all.end(), names.begin(), names.end());
    };
    for (const AgentTurn& turn : agent_.turns) {
      add(turn.shown);
      for (const AgentReply& reply : turn.replies) {
        add(reply.body.value_or(LateText()));
      }
    }
    return all;
  }
  std::optional<aws::Service> service() const override { return aws::Service::BedrockAgentRuntime; }
  std::string region() const override { return agent_.region; }
  std::int64_t turns() const override {
    return agent_.is_conversation ? static_cast<std::int64_t>(agent_.turns.size()) : 0;
  }

  Status connect(AwsAccess& aws) override {
    ITK_TRY(aws.client(aws::Service::BedrockAgentRuntime, agent_.region));
    if (agent_.alias_id.empty()) {
      ITK_TRY_ASSIGN(aws::Client * agents, aws.client(aws::Service::BedrockAgent, agent_.region));
      ITK_TRY_ASSIGN(agent_.alias_id, aws::resolve_agent_version(*agents, agent_.agent_id, agent_.version));
    }
    return {};
  }

  Task<Delivered> send(Ways& ways, const Execution& execution) const override {
    ITK_CO_TRY_ASSIGN(const aws::Caller runtime,
                      ways.caller(aws::Service::BedrockAgentRuntime, agent_.region, execution));
    const AgentTurn& turn = turn_of(execution);
    ITK_CO_TRY(turn.shown.check(execution.values));
    ITK_CO_TRY_ASSIGN(aws::InvokeAgent call, call_of(turn, execution));
    AgentExchange exchange(ways, execution, turn, call.session_id);
    Delivered delivered = co_await exchange.carry_out(runtime, std::move(call));
    if (delivered) {
      warn_of_unused(exchange.replier(), turn, ways.aws.log());
    }
    co_return delivered;
  }

 private:
  const AgentTurn& turn_of(const Execution& execution) const {
    return agent_.turns[static_cast<std::size_t>(std::max<std::int64_t>(execution.turn, 1) - 1)];
  }

  Result<std::string> session_of(const Execution& execution) const {
    std::string session = agent_.session_id.render(execution.values);
    if (!session.empty() && !is_session_id(session)) {
      return tl::make_unexpected(usage_error(
          "bad_payload", fmt::format("the sessionId has become {}; it must be 2 to 100 letters, digits and . _ : -",
                                     agent_.session_id.shown(execution.values))));
    }
    const bool is_of_inv = agent_.is_conversation || !execution.leaves_marks;
    return !session.empty() ? session : is_of_inv ? execution.identity.inv : execution.identity.nonce;
  }

  Result<aws::InvokeAgent> call_of(const AgentTurn& turn, const Execution& execution) const {
    const Identity& identity = execution.identity;
    aws::InvokeAgent call = turn.call(execution.values);
    call.agent_id = agent_.agent_id;
    call.alias_id = agent_.alias_id;
    ITK_TRY_ASSIGN(call.session_id, session_of(execution));
    if (execution.leaves_marks) {
      call.session_attributes.insert_or_assign(agent_.nonce_attribute, identity.nonce);
      call.session_attributes.emplace("traceparent", identity.traceparent());
      call.trace_header = identity.xray_header();
    }
    return call;
  }

  // Those of a whole conversation may be for another turn.
  void warn_of_unused(const AgentReplier& replier, const AgentTurn& turn, const Logger& log) const {
    for (const AgentReply* reply : replier.unused()) {
      if (static_cast<std::size_t>(reply - turn.replies.data()) < turn.own_replies) {
        log.warning(fmt::format("{}:{}:{}: the agent did not ask for this answer of \"respond\"{}", agent_.file,
                                reply->at.line, reply->at.column,
                                reply->name().empty() ? "" : " (" + reply->name() + ")"));
      }
    }
  }

  AgentCall agent_;
};

}  // namespace

std::unique_ptr<Delivery> compile_bedrock_invoke_agent(const Case& test_case, const settings::Settings& settings,
                                                       Problems& problems) {
  TargetReader target(test_case, settings, problems);
  std::optional<AgentCall> agent = read_agent_call(test_case, target);
  return agent ? std::make_unique<AgentDelivery>(std::move(*agent)) : nullptr;
}

}  // namespace itk::invoke

#include "itk-invoke/agentcore_call.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/nearest.h"
#include "itk-invoke/arn.h"
#include "itk-invoke/turns.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
namespace {

constexpr std::size_t k_shortest_session = 33;
constexpr std::size_t k_longest_session = 256;

// What is not read must not look as if it were.
bool check_keys(const YamlNode& map, const std::vector<std::string>& known, TargetReader& target) {
  bool is_good = true;
  for (const YamlEntry& entry : map.entries) {
    if (std::find(known.begin(), known.end(), entry.key) == known.end()) {
      target.complain(
          entry.at, "bad_target",
          fmt::format("agentcore_invoke reads no \"{}\" in its target{}", entry.key, did_you_mean(entry.key, known)));
      is_good = false;
    }
  }
  return is_good;
}

bool read_arn(TargetReader& target, RuntimeCall& call) {
  const TargetReader::Named named = target.named({"agent_runtime_arn"}, {"ITK_AGENTCORE_RUNTIME_ARN"});
  if (named.is_unset_variable) {
    return false;  // which is reported already
  }
  if (named.text.empty()) {
    target.complain(named.at, "no_runtime",
                    "no agent runtime to invoke; set entrypoint.target.agent_runtime_arn, or ITK_AGENTCORE_RUNTIME_ARN "
                    "in the environment, targets.json or .env");
    return false;
  }
  const std::optional<Arn> arn = parse_arn(named.text);
  constexpr std::string_view k_resource = "runtime/";
  if (!arn || arn->service != "bedrock-agentcore" || !arn->resource.starts_with(k_resource)) {
    target.complain(named.at, "bad_runtime",
                    fmt::format("{} is no ARN of an agent runtime{}; write it like "
                                "arn:aws:bedrock-agentcore:us-east-1:123456789012:runtime/orders-AbCdEf1234",
                                named.text, named.origin));
    return false;
  }
  call.arn = named.text;
  call.account = arn->account;
  call.region = arn->region;
  const std::string_view id = std::string_view(arn->resource).substr(k_resource.size());
  call.runtime = id.substr(0, id.find('/'));
  return true;
}

bool read_session(TargetReader& target, RuntimeCall& call) {
  const YamlNode* session = target.given("session_id");
  if (session == nullptr) {
    return true;
  }
  call.session_id = session->text;
  if (session->text.size() < k_shortest_session || session->text.size() > k_longest_session) {
    target.complain(session->at, "bad_session",
                    fmt::format("\"session_id\" must have {} to {} characters; without it each execution has its own",
                                k_shortest_session, k_longest_session));
    return false;
  }
  return true;
}

// Text is sent as it is, anything else as its JSON.
RuntimePayload payload_of(const YamlNode& node, const std::string& content_type) {
  std::vector<YamlProblem> said_before;  // when the case was read
  RuntimePayload payload;
  payload.shown = LateText::json(to_json(node, said_before));
  const bool is_text = node.is_scalar() && scalar_type(node) == ScalarType::Text;
  payload.text = is_text ? LateText::plain(node.text) : payload.shown;
  payload.content_type = !content_type.empty() ? content_type : is_text ? "text/plain" : "application/json";
  return payload;
}

// A turn that is a text stands where AgentCore's own samples have it, unless the case's payload is a text itself.
YamlNode payload_of_turn(const YamlNode& payload, const YamlNode& turn) {
  if (turn.is_scalar() && payload.is_scalar()) {
    return turn;
  }
  const YamlNode map = turn_as_map(turn, "prompt");
  return payload.is_map() ? lay_over(payload, map) : map;
}

}  // namespace

std::optional<RuntimeCall> read_runtime_call(const Case& test_case, TargetReader& target) {
  RuntimeCall call;
  bool is_good = check_keys(
      test_case.target, {"agent_runtime_arn", "qualifier", "region", "session_id", "user_id", "content_type", "accept"},
      target);
  is_good = read_arn(target, call) && is_good;
  is_good = read_session(target, call) && is_good;
  call.qualifier = target.text("qualifier");
  call.region = target.given("region") == nullptr ? call.region : target.text("region");
  call.user_id = target.text("user_id");
  call.accept = target.text("accept");
  call.nonce_attribute = target.settings().get("ITK_TRACE_ID_ATTR").value_or("ITK_TRACE_ID");
  call.is_conversation = !test_case.turns.items.empty();
  const std::string content_type = target.text("content_type");
  for (const YamlNode& turn : test_case.turns.items) {
    call.turns.push_back(payload_of(payload_of_turn(test_case.payload, turn), content_type));
  }
  if (!test_case.respond.is_null()) {
    target.complain(test_case.respond.at, "bad_respond",
                    "an agent in AgentCore does not ask its caller; answer it in a further turn");
    is_good = false;
  }
  if (test_case.payload.is_null() && !call.is_conversation) {
    target.complain(test_case.entrypoint_at, "missing_field",
                    "\"entrypoint.payload\" is missing; add what the agent shall get, like {prompt: ...}");
    return std::nullopt;
  }
  if (!call.is_conversation) {
    call.turns.push_back(payload_of(test_case.payload, content_type));
  }
  return is_good ? std::optional(std::move(call)) : std::nullopt;
}

}  // namespace itk::invoke

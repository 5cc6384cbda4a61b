#include "tests/wire/itk_calls.h"

#include <functional>

#include "common/aws/agent_aliases.h"
#include "common/aws/agentcore.h"
#include "common/aws/bedrock_agent.h"
#include "common/aws/lambda.h"
#include "common/aws/logs.h"
#include "common/aws/logs_insights.h"
#include "common/aws/sqs.h"
#include "common/aws/sts.h"
#include "common/aws/xray.h"
#include "tests/support/fake_clock.h"
#include "tests/support/loopback_server.h"

namespace itk::test {
namespace {

using aws::Client;
using aws::Service;

struct Call {
  std::string name;
  Service service;
  std::function<void(Client&)> make;
};

constexpr char k_queue[] = "https://sqs.us-east-1.amazonaws.com/123456789012/q";
constexpr char k_query[] = "12ab3456-12ab-123a-789e-1234567890ab";
constexpr char k_trace_header[] = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
constexpr char k_function_arn[] = "arn:aws:lambda:us-east-1:123456789012:function:fn";

// The answers are of no interest: an empty object, which most calls find too little.
template <class T>
void ignore(const T&) {}

std::vector<Call> queue_calls() {
  return {
      {"sqs.send_message", Service::Sqs,
       [](Client& sqs) {
         ignore(
             take(send_message(sqs.blocking(), {.queue_url = k_queue, .body = "hi", .trace_header = k_trace_header})));
       }},
      {"sqs.send_message with attributes", Service::Sqs,
       [](Client& sqs) {
         ignore(take(send_message(sqs.blocking(), {.queue_url = k_queue,
                                                   .body = "grüße \"👋\"\n\t\\ </script>",
                                                   .delay_seconds = 5,
                                                   .attributes = {{"ITK_TRACE_ID", "itk-0123"}, {"ä", "1 & 2"}},
                                                   .trace_header = k_trace_header})));
       }},
      {"sqs.send_message to FIFO", Service::Sqs,
       [](Client& sqs) {
         ignore(
             take(send_message(sqs.blocking(), {.queue_url = "https://sqs.us-east-1.amazonaws.com/123456789012/q.fifo",
                                                .body = "{}",
                                                .group_id = "g",
                                                .deduplication_id = "d"})));
       }},
      {"sqs.get_queue_attributes", Service::Sqs, [](Client& sqs) { ignore(aws::get_queue_attributes(sqs, k_queue)); }},
  };
}

std::vector<Call> function_calls() {
  return {
      {"lambda.invoke", Service::Lambda,
       [](Client& lambda) {
         ignore(take(invoke_function(lambda.blocking(), {.function = "fn:prod", .payload = "{}"})));
       }},
      {"lambda.invoke#2", Service::Lambda,
       [](Client& lambda) {
         ignore(take(invoke_function(lambda.blocking(),
                                     {.function = k_function_arn, .qualifier = "$LATEST", .payload = "{}"})));
       }},
      {"lambda.invoke as event", Service::Lambda,
       [](Client& lambda) {
         ignore(take(invoke_function(lambda.blocking(), {.function = "123456789012:function:fn",
                                                         .qualifier = "7",
                                                         .is_event = true,
                                                         .payload = R"({"text":"grüße"})",
                                                         .client_context = R"({"custom":{"ITK_TRACE_ID":"itk-0123"}})",
                                                         .trace_header = k_trace_header})));
       }},
  };
}

std::vector<Call> agent_calls() {
  return {
      {"bedrock-agent-runtime.invoke_agent", Service::BedrockAgentRuntime,
       [](Client& runtime) {
         ignore(take(invoke_agent(
             runtime.blocking(),
             {.agent_id = "ABCDEFGHIJ", .alias_id = "TSTALIASID", .session_id = "s:1", .input_text = "hi"})));
       }},
      {"bedrock-agent-runtime.invoke_agent with attributes", Service::BedrockAgentRuntime,
       [](Client& runtime) {
         ignore(take(invoke_agent(runtime.blocking(), {.agent_id = "ABCDEFGHIJ",
                                                       .alias_id = "TSTALIASID",
                                                       .session_id = "a.b_c-d:0",
                                                       .input_text = "Wo ist \"4711\"?",
                                                       .enable_trace = false,
                                                       .end_session = true,
                                                       .session_attributes = {{"ITK_TRACE_ID", "itk-0123"}},
                                                       .prompt_attributes = {{"tone", "kind"}}})));
       }},
      {"bedrock-agentcore.invoke_agent_runtime", Service::BedrockAgentCore,
       [](Client& agentcore) {
         ignore(take(invoke_runtime(agentcore.blocking(),
                                    {.arn = "arn:aws:bedrock-agentcore:us-east-1:123456789012:runtime/a-AbCdEf1234",
                                     .qualifier = "DEFAULT",
                                     .session_id = std::string(33, 's'),
                                     .payload = R"({"prompt":"hi"})"})));
       }},
      {"bedrock-agent.list_agent_aliases", Service::BedrockAgent,
       [](Client& agents) { ignore(aws::list_agent_aliases(agents, "ABCDEFGHIJ")); }},
  };
}

std::vector<Call> log_calls() {
  return {
      {"logs.filter_log_events", Service::Logs,
       [](Client& logs) {
         ignore(filter_log_events(logs, {.log_group = "/aws/lambda/f", .start_ms = 1, .limit = 10}));
       }},
      {"logs.filter_log_events, next page", Service::Logs,
       [](Client& logs) {
         ignore(filter_log_events(logs, {.log_group = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/f",
                                         .start_ms = 1795156805000,
                                         .end_ms = 1795156865000,
                                         .filter_pattern = "\"itk-0123\"",
                                         .next_token = "bxkq6kVGFtq2y_Moigeqscw=="}));
       }},
      {"logs.describe_log_groups", Service::Logs,
       [](Client& logs) { ignore(aws::describe_log_groups(logs, "/aws/lambda/")); }},
      {"logs.start_query, of two groups", Service::Logs,
       [](Client& logs) {
         ignore(aws::start_query(
             logs, {{"/aws/lambda/f", "aws/spans"}, 1795156805, 1795156865, "fields @message | limit 5"}));
       }},
      {"logs.get_query_results", Service::Logs,
       [](Client& logs) { ignore(aws::get_query_results(logs, k_query, "")); }},
      {"logs.stop_query", Service::Logs, [](Client& logs) { ignore(aws::stop_query(logs, k_query)); }},
  };
}

std::vector<Call> trace_calls() {
  return {
      {"xray.get_trace_summaries, next page", Service::Xray,
       [](Client& xray) {
         ignore(
             aws::get_trace_summaries(xray, {Timestamp::from_s(1795156805), Timestamp::from_s(1795156865), "", "t"}));
       }},
      {"xray.batch_get_traces, of two", Service::Xray,
       [](Client& xray) {
         ignore(aws::batch_get_traces(
             xray, {"1-5759e988-bd862e3fe1be46a994272793", "1-5759e988-bd862e3fe1be46a994272794"}, ""));
       }},
      {"xray.get_trace_segment_destination", Service::Xray,
       [](Client& xray) { ignore(aws::get_trace_segment_destination(xray)); }},
  };
}

std::vector<Call> identity_calls() {
  const aws::RoleRequest ci{.role_arn = "arn:aws:iam::123456789012:role/r", .session_name = "ci"};
  return {
      {"sts.get_caller_identity", Service::Sts, [](Client& sts) { ignore(get_caller_identity(sts)); }},
      {"sts.assume_role", Service::Sts,
       [](Client& sts) {
         ignore(assume_role(sts, {.role_arn = "arn:aws:iam::123456789012:role/path/r",
                                  .session_name = "itk=a,b@c.d",
                                  .external_id = "x/y:z=+,",
                                  .duration_seconds = 900}));
       }},
      {"sts.assume_role_with_web_identity", Service::Sts,
       [ci](Client& sts) { ignore(assume_role_with_web_identity(sts, ci, "jwt.x.y")); }},
  };
}

WireRequest capture(const Call& call) {
  LoopbackServer server({[](LoopbackServer::Connection& connection) {
    connection.read_request();
    connection.answer("{}");
  }});
  FakeClock clock;
  const Logger log("test", LogLevel::Error, Logger::Sink([](std::string_view) {}));
  const auto transport = aws::make_curl_transport({});
  aws::Config config;
  config.region = "us-east-1";
  config.retry.max_attempts = 1;
  Client client(aws::service_info(call.service), aws::Endpoint{"http://" + server.authority(), true}, config,
                {"AKIDEXAMPLE", k_secret, "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVzLWVhc3QtMSJ=", {}}, *transport,
                clock, log);
  call.make(client);
  const std::vector<std::string> requests = server.requests();
  return requests.empty() ? WireRequest() : parse_wire_request(requests[0]);
}

}  // namespace

std::map<std::string, WireRequest> capture_itk_requests() {
  std::map<std::string, WireRequest> requests;
  for (const auto& calls :
       {queue_calls(), function_calls(), agent_calls(), log_calls(), trace_calls(), identity_calls()}) {
    for (const Call& call : calls) {
      requests[call.name] = capture(call);
    }
  }
  return requests;
}

}  // namespace itk::test

#include "bench/collect/log_events.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "common/json/raw_json.h"

namespace itk::bench {
namespace {

constexpr std::array<std::string_view, 24> k_phrases = {
    "The customer asks where the order is, which was to arrive on Monday.",
    "I need the order number before I can look at the state of the delivery.",
    "The parcel left the warehouse in Leipzig and waits for customs clearance.",
    "According to the policy a refund is possible within thirty days.",
    "Let me check the status with the carrier and come back to you.",
    "The tool returned two shipments, one of them delivered, one delayed.",
    "Answer politely, in the language of the customer, in at most three sentences.",
    "Do not promise a date that the carrier has not confirmed.",
    "The knowledge base has an article about delayed international parcels.",
    "Escalate to a person if the customer has asked for the third time.",
    "The last message of the customer sounds impatient; apologise first.",
    "Use the function get_order with the number that the customer gave.",
    "Payment was captured on the day of the order, the invoice is attached.",
    "The article says: customs clearance takes two to five working days.",
    "If the parcel is lost, offer a replacement or a refund, never both.",
    "The order has three items; the second is sold by a partner.",
    "Temperature is low, the answer has to be factual and short.",
    "Known limits: no changes of address after the parcel has been handed over.",
    "The customer is a member of the plus programme since last year.",
    "Summarise what was found and what will happen next.",
    "Search terms: delayed parcel, customs, refund, international delivery.",
    "The previous turn ended with a question that has not been answered.",
    "All amounts are in euros and include value added tax.",
    "Return the result as JSON with the members answer and citations."};

class Writer {
 public:
  explicit Writer(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 1) {
    request_ = uuid();
    session_ = uuid();
    message_ = uuid();
    trace_ = fmt::format("1-{}-{}", hex(8), free_hex(24));
    order_ = fmt::format("ORD-{}", 100'000 + below(900'000));
    customer_ = chance(3) ? fmt::format("customer {}.{}@example.com", "jordan", below(100'000)) : "customer c-20391";
  }

  std::vector<std::string> execution();

 private:
  std::uint64_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_ * 0x2545F4914F6CDD1Du >> 16;
  }
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next()) % bound; }
  bool chance(std::size_t of) { return below(of) == 0; }

  std::string free_hex(std::size_t size) {
    std::string out;
    for (std::size_t i = 0; i < size; ++i) {
      out += "0123456789abcdef"[below(16)];
    }
    return out;
  }
  // `size` hex digits, the first of which are the mark.
  std::string hex(std::size_t size) { return k_id_mark + free_hex(size - 4); }
  std::string uuid() {
    return fmt::format("{}-{}-4{}-a{}-{}", hex(8), free_hex(4), free_hex(3), free_hex(3), free_hex(12));
  }
  std::string prose(std::size_t sentences) {
    std::string out;
    for (std::size_t i = 0; i < sentences; ++i) {
      (out += i == 0 ? "" : chance(4) ? "\n" : " ") += k_phrases[below(k_phrases.size())];
    }
    return out;
  }
  std::string time() { return fmt::format("2026-01-01T00:00:{:02}.{:03}Z", below(60), below(1000)); }
  static std::string quoted(std::string_view text) { return json::quote(text); }

  std::string powertools(std::string_view message, const std::string& more);
  std::string agent_trace(std::size_t step);
  std::string tool_call(std::string_view direction, const std::string& payload);

  std::uint64_t state_;
  std::string request_, session_, message_, trace_, order_, customer_;
};

std::string Writer::powertools(std::string_view message, const std::string& more) {
  return fmt::format(
      R"({{"level":"INFO","location":"lambda_handler:{}","message":{},"timestamp":"2026-01-01 00:00:{:02},{:03}+0000",)"
      R"("service":"orchestrator","cold_start":false,"function_name":"bench-orchestrator","function_memory_size":"512",)"
      R"("function_arn":"arn:aws:lambda:us-east-1:123456789012:function:bench-orchestrator",)"
      R"("function_request_id":"{}","xray_trace_id":"{}","correlation_id":"{}"{}}})",
      below(300), quoted(message), below(60), below(1000), request_, trace_, session_, more);
}

std::string Writer::agent_trace(std::size_t step) {
  const std::string id = fmt::format("{}-{}", uuid(), step);
  std::string inner;
  if (step % 3 == 0) {
    const std::string prompt = fmt::format(
        R"({{"system":{},"messages":[{{"content":{},"role":"user"}},{{"content":{},"role":"assistant"}}]}})",
        quoted(prose(18 + below(24))), quoted(customer_ + ": " + prose(2)), quoted(prose(2 + below(3))));
    inner = fmt::format(
        R"("modelInvocationInput":{{"foundationModel":"anthropic.claude-3-5-sonnet-20241022-v2:0","inferenceConfiguration":)"
        R"({{"maximumLength":2048,"stopSequences":["</answer>"],"temperature":0.0,"topK":250,"topP":1.0}},"text":{},)"
        R"("traceId":"{}","type":"ORCHESTRATION"}})",
        quoted(prompt), id);
  } else if (step % 3 == 1) {
    const std::string answer =
        fmt::format(R"({{"stop_reason":"tool_use","content":[{{"text":{}}}]}})", quoted(prose(10 + below(14))));
    inner = fmt::format(
        R"("modelInvocationOutput":{{"metadata":{{"clientRequestId":"{}","totalTimeMs":{},"usage":{{"inputTokens":{},)"
        R"("outputTokens":{}}}}},"rawResponse":{{"content":{}}},"traceId":"{}"}})",
        uuid(), 500 + below(4000), 800 + below(4000), 50 + below(400), quoted(answer), id);
  } else {
    inner = fmt::format(
        R"("rationale":{{"text":{},"traceId":"{}"}},"invocationInput":{{"actionGroupInvocationInput":{{)"
        R"("actionGroupName":"orders","function":"get_order","parameters":[{{"name":"order","type":"string",)"
        R"("value":"{}"}}],"executionType":"LAMBDA"}},"invocationType":"ACTION_GROUP","traceId":"{}"}})",
        quoted(prose(8 + below(8))), id, order_, id);
  }
  return fmt::format(
      R"({{"component":"bedrock","operation":"InvokeAgent","level":"INFO","timestamp":"{}","sessionId":"{}",)"
      R"("requestId":"{}","trace":{{"agentId":"AGENT12345","agentAliasId":"ALIAS12345","agentVersion":"3",)"
      R"("callerChain":[{{"agentAliasArn":"arn:aws:bedrock:us-east-1:123456789012:agent-alias/AGENT12345/ALIAS12345"}}],)"
      R"("eventTime":"{}","sessionId":"{}","trace":{{"orchestrationTrace":{{{}}}}}}}}})",
      time(), session_, request_, time(), session_, inner);
}

std::string Writer::tool_call(std::string_view direction, const std::string& payload) {
  return fmt::format(
      R"({{"timestamp":"{}","level":"INFO","component":"tool","operation":"get_order","requestId":"{}","sessionId":"{}",)"
      R"("traceId":"{}","{}":{}}})",
      time(), request_, session_, trace_, direction, payload);
}

std::vector<std::string> Writer::execution() {
  std::vector<std::string> out;
  if (chance(6)) {
    out.push_back(fmt::format("INIT_START Runtime Version: python:3.12.v36\tRuntime Version ARN: "
                              "arn:aws:lambda:us-east-1::runtime:{}\n",
                              free_hex(64)));
  }
  out.push_back(fmt::format("START RequestId: {} Version: $LATEST\n", request_));
  const std::string body =
      fmt::format(R"({{"userMessage":{},"order":"{}","channel":"web"}})", quoted(customer_ + " " + prose(1)), order_);
  out.push_back(
      powertools("request received",
                 fmt::format(R"(,"event":{{"messageId":"{}","receiptHandle":"AQEB{}","body":{},"attributes":{{)"
                             R"("ApproximateReceiveCount":"1","AWSTraceHeader":"Root={};Parent={};Sampled=1"}}}})",
                             message_, free_hex(120), quoted(body), trace_, free_hex(16))));
  out.push_back(fmt::format("[INFO]\t{}\t{}\tInvoking agent with {{'inputText': '{}', 'sessionId': '{}', "
                            "'enableTrace': True}}\n",
                            time(), request_, k_phrases[below(k_phrases.size())], session_));
  for (std::size_t step = 0; step < 6; ++step) {
    out.push_back(agent_trace(step));
    if (step % 3 == 2) {
      out.push_back(tool_call("request", fmt::format(R"({{"order":"{}","fields":["state","items"]}})", order_)));
      out.push_back(tool_call("response", fmt::format(R"({{"state":"in_transit","items":{},"eta":"{}","notes":{}}})",
                                                      1 + below(5), time(), quoted(prose(2)))));
    }
    if (step % 2 == 1) {
      out.push_back(fmt::format("[INFO]\t{}\t{}\tstep {} took {} ms, {} tokens so far\n", time(), request_, step,
                                below(4000), below(9000)));
    }
  }
  out.push_back(fmt::format("retrieved {} passages in {} ms: {}\n", below(10), below(800), prose(2)));
  out.push_back(
      powertools("answer sent", fmt::format(R"(,"answer":{},"duration_ms":{})", quoted(prose(2)), below(9000))));
  out.push_back(fmt::format("END RequestId: {}\n", request_));
  out.push_back(fmt::format("REPORT RequestId: {}\tDuration: {}.{:02} ms\tBilled Duration: {} ms\tMemory Size: 512 MB\t"
                            "Max Memory Used: 131 MB\t\nXRAY TraceId: {}\tSegmentId: {}\tSampled: true\t\n",
                            request_, below(9000), below(100), below(9000), trace_, free_hex(16)));
  return out;
}

}  // namespace

std::vector<std::string> make_execution(std::uint64_t seed) { return Writer(seed).execution(); }

}  // namespace itk::bench

// Spans in the vocabularies that are in use, each with a span as its instrumentation writes it.
#include <gmock/gmock.h>

#include "tests/unit/common/logs/parse_line.h"

namespace itk::logs {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

constexpr char k_times[] = R"("startTimeUnixNano":1763423912171758991,"endTimeUnixNano":1763423917517663228)";

model::Event span(const std::string& name, const std::string& attributes, const std::string& more = "") {
  return parse_line(R"({"traceId":"691bb6a875f4b80435ad36816864e7c2","spanId":"44349ec6bd7b02e3","name":")" + name +
                        "\"," + k_times + R"(,"attributes":{)" + attributes + "}" + more + "}",
                    "aws/spans")
      .event;
}

TEST(OtelKind, IsCarriedInEverySpelling) {
  for (const char* kind : {R"("SERVER")", R"("SPAN_KIND_SERVER")", R"("SpanKind.SERVER")", "2"}) {
    EXPECT_EQ(span("n", "", R"(,"kind":)" + std::string(kind)).span_kind, "server") << kind;
  }
  EXPECT_EQ(span("n", R"("span.kind":"producer")").span_kind, "producer");
  EXPECT_EQ(span("n", R"("aws.span.kind":"LOCAL_ROOT")").span_kind, "");
  EXPECT_EQ(span("n", "", R"(,"kind":0)").span_kind, "");
  EXPECT_EQ(span("n", "", R"(,"kind":9)").span_kind, "");
}

TEST(GenAi, OlderNamesOfTokensModelsAndMessages) {
  const model::Event event = span(
      "chat", R"("gen_ai.system":"aws.bedrock","gen_ai.operation.name":"chat","gen_ai.request.model":"claude",)"
              R"("gen_ai.usage.prompt_tokens":12,"gen_ai.usage.completion_tokens":"7",)"
              R"("gen_ai.prompt.0.role":"user","gen_ai.prompt.0.content":"Hi","gen_ai.completion.0.content":"Hello")");
  EXPECT_EQ(event.component, "model:claude");
  EXPECT_EQ(event.tokens, (model::Tokens{12, 7}));
  EXPECT_EQ(event.request.text, R"({"gen_ai.prompt.0.role":"user","gen_ai.prompt.0.content":"Hi"})");
  EXPECT_EQ(event.response.text, R"({"gen_ai.completion.0.content":"Hello"})");
}

TEST(GenAi, MessagesThatAreEventsOfTheSpan) {
  const model::Event event = span(
      "chat", R"("gen_ai.operation.name":"chat","gen_ai.request.model":"m")",
      R"(,"events":[{"name":"gen_ai.system.message","attributes":{"content":"be kind"}},)"
      R"({"name":"gen_ai.user.message","attributes":{"content":"Hi"}},{"name":"gen_ai.choice","attributes":{"message":"Hello"}}])");
  EXPECT_EQ(event.request.text, R"({"content":"Hi"})");
  EXPECT_EQ(event.response.text, R"({"message":"Hello"})");
  const model::Event details = span(
      "chat", R"("gen_ai.operation.name":"chat")",
      R"(,"events":[{"name":"gen_ai.client.inference.operation.details","attributes":{"gen_ai.input.messages":"[{\"a\":1}]","gen_ai.output.messages":[2]}}])");
  EXPECT_EQ(details.request.text, R"([{"a":1}])");
  EXPECT_EQ(details.response.text, "[2]");
}

TEST(GenAi, RetrievalsAndWorkflowsHaveTheirNames) {
  EXPECT_EQ(span("retrieval", R"("gen_ai.operation.name":"retrieval","aws.bedrock.knowledge_base.id":"KB1")").component,
            "knowledge-base:KB1");
  EXPECT_EQ(
      span("invoke_workflow x", R"("gen_ai.operation.name":"invoke_workflow","gen_ai.workflow.name":"x")").component,
      "workflow:x");
  EXPECT_EQ(span("e", R"("openinference.span.kind":"EMBEDDING","embedding.model_name":"titan")").component,
            "model:titan");
}

TEST(OpenInference, ModelsToolsAndAgents) {
  const model::Event llm = span(
      "ChatBedrock",
      R"("openinference.span.kind":"LLM","llm.model_name":"arn:aws:bedrock:us-east-1::foundation-model/claude",)"
      R"("llm.token_count.prompt":5,"llm.token_count.completion":6,"input.value":"Hi","output.value":"{\"a\":1}")");
  EXPECT_EQ(llm.operation, "chat");
  EXPECT_EQ(llm.component, "model:claude");
  EXPECT_EQ(llm.tokens, (model::Tokens{5, 6}));
  EXPECT_EQ(llm.request.text, R"("Hi")");
  EXPECT_EQ(llm.response.text, R"({"a":1})");
  EXPECT_EQ(span("search", R"("openinference.span.kind":"TOOL")").component, "tool:search");
  EXPECT_EQ(span("a", R"("openinference.span.kind":"AGENT","agent.name":"planner")").component, "agent:planner");
  EXPECT_EQ(span("step", R"("openinference.span.kind":"CHAIN")").operation, "step");
}

TEST(Traceloop, EntitiesAndRequestTypes) {
  const model::Event tool =
      span("search.tool",
           R"("traceloop.span.kind":"tool","traceloop.entity.name":"search","traceloop.entity.input":"{\"q\":1}")");
  EXPECT_EQ(tool.component, "tool:search");
  EXPECT_EQ(tool.operation, "execute_tool");
  EXPECT_EQ(tool.request.text, R"({"q":1})");
  EXPECT_EQ(span("w", R"("traceloop.span.kind":"workflow","traceloop.entity.name":"flow")").component, "workflow:flow");
  const model::Event old = span(
      "bedrock.completion",
      R"("llm.request.type":"completion","gen_ai.request.model":"titan","llm.usage.prompt_tokens":3,"llm.usage.completion_tokens":4)");
  EXPECT_EQ(old.operation, "text_completion");
  EXPECT_EQ(old.tokens, (model::Tokens{3, 4}));
}

TEST(Mcp, ToolCallsOfClientsServersAndTheGateway) {
  const model::Event call =
      span("tools/call get_weather",
           R"("mcp.method.name":"tools/call","gen_ai.tool.name":"get_weather","mcp.session.id":"mcp-1")",
           R"(,"kind":"CLIENT")");
  EXPECT_EQ(call.component, "tool:get_weather");
  EXPECT_EQ(call.operation, "tools/call");
  EXPECT_EQ(call.span_kind, "client");
  EXPECT_THAT(call.ids, Contains("session:mcp-1"));
  EXPECT_EQ(span("AgentCore.Gateway.InvokeTool", R"("tool.name":"orders___find")").component, "tool:orders___find");
  EXPECT_EQ(span("AgentCore.Policy.AuthorizeAction", R"("tool.name":"orders___find")").operation,
            "AgentCore.Policy.AuthorizeAction");
  EXPECT_EQ(span("initialize", R"("mcp.method.name":"initialize","service.name":"gateway")").component,
            "service:gateway");
}

TEST(Messaging, QueuesAndTopicsAreComponents) {
  const model::Event sent =
      span("orders send",
           R"("messaging.system":"aws_sqs","messaging.destination.name":"orders","messaging.operation.name":"send",)"
           R"("messaging.message.id":"e9671b5f-06d2-413d-98ef-8654e551936c")",
           R"(,"kind":"PRODUCER")");
  EXPECT_EQ(sent.component, "sqs:orders");
  EXPECT_EQ(sent.operation, "send");
  EXPECT_EQ(sent.span_kind, "producer");
  EXPECT_THAT(sent.ids, Contains("sqs:e9671b5f-06d2-413d-98ef-8654e551936c"));
  EXPECT_EQ(
      span(
          "process",
          R"("messaging.system":"AmazonSQS","messaging.url":"https://sqs.us-east-1.amazonaws.com/123456789012/jobs","messaging.operation":"process")")
          .component,
      "sqs:jobs");
  EXPECT_EQ(
      span("p", R"("messaging.system":"aws.sns","messaging.destination":"arn:aws:sns:us-east-1:123456789012:news")")
          .component,
      "sns:news");
  EXPECT_EQ(span("k", R"("messaging.system":"kafka")").component, "kafka:kafka");
}

TEST(OtelSpan, PythonsDumpHasItsIdsInAContext) {
  const model::Event event =
      parse_line(
          R"({"name":"GET /","context":{"trace_id":"0x691bb6a875f4b80435ad36816864e7c2","span_id":"0x44349ec6bd7b02e3","trace_state":"[]"},)"
          R"("kind":"SpanKind.SERVER","parent_id":"0x4faebad135adfdaa","start_time":"2026-11-20T08:00:00.000000Z","end_time":"2026-11-20T08:00:00.250000Z",)"
          R"("status":{"status_code":"ERROR","description":"boom"},"attributes":{"http.method":"GET"},"events":[],"links":[],)"
          R"("resource":{"attributes":{"service.name":"web"},"schema_url":""}})",
          "")
          .event;
  EXPECT_EQ(event.kind, "span");
  EXPECT_EQ(event.span, "44349ec6bd7b02e3");
  EXPECT_EQ(event.parent, "4faebad135adfdaa");
  EXPECT_EQ(event.duration_ms, 250);
  EXPECT_EQ(event.component, "service:web");
  EXPECT_EQ(event.status, "error");
  EXPECT_EQ(event.error.text, R"({"message":"boom"})");
  EXPECT_THAT(event.ids, Contains("trace:691bb6a875f4b80435ad36816864e7c2"));
}

TEST(OtelSpan, AnExceptionEventIsTheSpansError) {
  EXPECT_EQ(
      span(
          "n", "",
          R"(,"status":{"code":2},"events":[{"name":"exception","attributes":{"exception.type":"KeyError","exception.message":"'a'"}}])")
          .error.text,
      R"({"type":"KeyError","message":"'a'"})");
}

TEST(OtelLog, AgentCoresMessagesAreItsRequestAndResponse) {
  const model::Event event =
      parse_line(
          R"({"resource":{"attributes":{"service.name":"bot"}},"scope":{"name":"strands.telemetry.tracer"},"timeUnixNano":1763423917517030656,)"
          R"("severityNumber":9,"body":{"input":{"messages":[{"role":"user","content":"Hi"}]},"output":{"messages":[]}},)"
          R"("attributes":{"event.name":"strands.telemetry.tracer","session.id":"s-1"},"traceId":"691bb6a875f4b80435ad36816864e7c2","spanId":"44349ec6bd7b02e3"})",
          "/aws/bedrock-agentcore/runtimes/bot-1-DEFAULT")
          .event;
  EXPECT_EQ(event.kind, "log");
  EXPECT_EQ(event.level, "INFO");
  EXPECT_EQ(event.text, "strands.telemetry.tracer");
  EXPECT_THAT(event.request.text, HasSubstr(R"("content":"Hi")"));
  EXPECT_THAT(event.ids, Contains("session:s-1"));
  EXPECT_THAT(event.ids, Contains("span:44349ec6bd7b02e3"));
}

TEST(XRaySegment, InALineIsASpan) {
  const model::Event event =
      parse_line(
          R"({"trace_id":"1-5759e988-bd862e3fe1be46a994272793","id":"53995c3f42cd8ad8","name":"orders","origin":"AWS::Lambda::Function",)"
          R"("parent_id":"4faebad135adfdaa","start_time":1700000000.25,"end_time":1700000001.5,"throttle":true,"aws":{"request_id":"8f507cfc-1111-4697-b07a-ac58fc914c95"},)"
          R"("cause":{"exceptions":[{"type":"TooMany","message":"slow down"}]}})",
          "/xray")
          .event;
  EXPECT_EQ(event.kind, "span");
  EXPECT_EQ(event.component, "lambda:orders");
  EXPECT_EQ(event.span, "53995c3f42cd8ad8");
  EXPECT_EQ(event.parent, "4faebad135adfdaa");
  EXPECT_EQ(event.duration_ms, 1250);
  EXPECT_EQ(event.error.text, R"({"type":"TooMany","message":"slow down"})");
  EXPECT_THAT(event.ids, Contains("lambda:8f507cfc-1111-4697-b07a-ac58fc914c95"));
  EXPECT_THAT(event.ids, Contains("trace:5759e988bd862e3fe1be46a994272793"));
  EXPECT_EQ(parse_line(R"({"id":"53995c3f42cd8ad8","name":"x","start_time":1})").event.kind, "log");
}

}  // namespace
}  // namespace itk::logs

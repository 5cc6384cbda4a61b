// What applications write: JSON of all loggers, Python dicts, text; and hostile input.
#include <gmock/gmock.h>

#include "tests/unit/common/logs/parse_line.h"

namespace itk::logs {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(AppJson, RequestAndResponseLinesPairByOperation) {
  const ParsedMessage request = parse_line(
      R"({"level":"INFO","message":"Invoking model","timestamp":"2026-11-20T08:00:00.123Z","requestId":"abc-1","component":"bedrock",)"
      R"("operation":"invoke","request":{"modelId":"claude-3-haiku","temp": 1.10}})");
  EXPECT_EQ(request.event.kind, "start");
  EXPECT_EQ(request.event.component, "bedrock");
  EXPECT_EQ(request.event.operation, "invoke");
  EXPECT_EQ(request.event.request.text, R"({"modelId":"claude-3-haiku","temp": 1.10})");  // byte for byte
  EXPECT_EQ(request.event.model, "claude-3-haiku");
  EXPECT_EQ(format_rfc3339(*request.event.start), "2026-11-20T08:00:00.123Z");
  EXPECT_EQ(request.event.time, k_line_time);  // CloudWatch's
  EXPECT_EQ(request.request, "lambda:abc-1");

  const ParsedMessage response =
      parse_line(R"({"level":"INFO","timestamp":"2026-11-20T08:00:01Z","component":"bedrock","operation":"invoke",)"
                 R"("response":{"text":"hi","usage":{"inputTokens":12,"outputTokens":3}}})");
  EXPECT_EQ(response.event.kind, "end");
  EXPECT_EQ(response.event.status, "ok");
  EXPECT_EQ(response.event.tokens, (model::Tokens{12, 3}));
  EXPECT_EQ(format_rfc3339(*response.event.end), "2026-11-20T08:00:01.000Z");
  EXPECT_FALSE(response.event.start);
}

TEST(AppJson, SuffixesGiveBothLinesOfAPairOneOperation) {
  const ParsedMessage start = parse_line(R"({"component":"lambda","operation":"handler.start"})");
  EXPECT_EQ(start.event.kind, "start");
  EXPECT_EQ(start.event.operation, "handler");
  const ParsedMessage end = parse_line(R"({"component":"lambda","operation":"handler.complete"})");
  EXPECT_EQ(end.event.kind, "end");
  EXPECT_EQ(end.event.operation, "handler");
}

TEST(AppJson, ErrorsEndAnOperation) {
  const ParsedMessage line = parse_line(
      R"({"level":"ERROR","component":"agent:gatekeeper","operation":"InvokeAgent","attempt":2,"error":{"code":"ThrottlingException","message":"Rate exceeded"}})");
  EXPECT_EQ(line.event.kind, "end");
  EXPECT_EQ(line.event.status, "error");
  EXPECT_EQ(line.event.error.text, R"({"code":"ThrottlingException","message":"Rate exceeded"})");
  EXPECT_EQ(line.event.attempt, 2);
  const ParsedMessage text = parse_line(R"({"level":"ERROR","component":"x","operation":"Call","message":"it broke"})");
  EXPECT_EQ(text.event.kind, "end");
  EXPECT_EQ(text.event.error.text, R"({"message":"it broke"})");
  EXPECT_EQ(parse_line(R"({"operation":"Call","component":"x","error":null,"response":{}})").event.status, "ok");
  EXPECT_EQ(parse_line(R"({"operation":"Call","component":"x","error":"","response":{}})").event.status, "ok");
}

TEST(AppJson, ARetryCountIsOneLessThanTheAttempt) {
  EXPECT_EQ(parse_line(R"({"operation":"Call","retryCount":0})").event.attempt, 1);
  EXPECT_EQ(parse_line(R"({"operation":"Call","retry":2})").event.attempt, 3);
  EXPECT_EQ(parse_line(R"({"operation":"Call","retry_attempt":2})").event.attempt, 2);
}

TEST(AppJson, WithoutAnOperationALineIsALog) {
  const ParsedMessage line = parse_line(
      R"({"level":"INFO","location":"collect.handler:9","message":"Collecting payment","timestamp":"2021-05-03 11:47:12,494+0000",)"
      R"("service":"payment","cold_start":true,"function_name":"test","function_request_id":"52fdfc07-2182-154f-163f-5f0f9a621d72",)"
      R"("request":{"a":1}})");
  EXPECT_EQ(line.event.kind, "log");
  EXPECT_EQ(line.event.text, "Collecting payment");
  EXPECT_EQ(line.event.component, "lambda:orders");
  EXPECT_EQ(line.request, "lambda:52fdfc07-2182-154f-163f-5f0f9a621d72");
}

TEST(AppJson, PowertoolsOfAllLanguages) {
  EXPECT_EQ(parse_line(R"({"level":"ERROR","message":"bad","exception_name":"RuntimeError","exception":"Traceback"})")
                .event.error.text,
            R"({"type":"RuntimeError","message":"Traceback"})");
  EXPECT_EQ(parse_line(R"({"level":"ERROR","message":"bad","error":{"name":"E","message":"m"}})").event.error.text,
            R"({"name":"E","message":"m"})");
  EXPECT_EQ(
      parse_line(R"({"level":"INFO","message":"m","AWSRequestId":"7c9567b5-107b-4a6c-8798-0157ac21db52"})").request,
      "lambda:7c9567b5-107b-4a6c-8798-0157ac21db52");
  EXPECT_EQ(parse_line(R"({"Level":"Information","message":"m","FunctionRequestId":"r-1"})").event.level, "INFO");
  EXPECT_EQ(
      parse_line(R"({"level":"ERROR","errorType":"KeyError","errorMessage":"'x'","stackTrace":[]})").event.error.text,
      R"({"type":"KeyError","message":"'x'"})");
}

TEST(AppJson, PowertoolsOfEachLanguageWithAllItsFields) {
  const model::Event python =
      parse_line(
          R"({"level":"INFO","location":"handler:7","message":"m","timestamp":"2021-05-03 10:20:19,650+0000","service":"pay","sampling_rate":0.1,"cold_start":true,)"
          R"("function_name":"pay-fn","function_arn":"arn:aws:lambda:eu-west-1:123456789012:function:pay-fn","function_memory_size":128,"function_request_id":"r-1","correlation_id":"c-1","xray_trace_id":"1-5759e988-bd862e3fe1be46a994272793"})",
          "", std::nullopt)
          .event;
  EXPECT_EQ(python.component, "lambda:pay-fn");
  EXPECT_EQ(format_rfc3339(*python.time), "2021-05-03T10:20:19.650Z");
  EXPECT_THAT(python.ids, ElementsAre("correlation:c-1", "lambda:r-1", "trace:5759e988bd862e3fe1be46a994272793"));
  const model::Event typescript =
      parse_line(
          R"({"level":"ERROR","message":"m","timestamp":"2024-08-14T10:08:06.199Z","service":"pay","cold_start":false,"function_name":"pay-fn","function_request_id":"r-1","sampling_rate":0,"tenant_id":"t",)"
          R"("error":{"name":"TypeError","location":"/var/task/index.js:3","message":"boom","stack":"TypeError: boom"}})",
          "", std::nullopt)
          .event;
  EXPECT_EQ(typescript.component, "lambda:pay-fn");
  EXPECT_EQ(typescript.status, "error");
  const model::Event java =
      parse_line(
          R"({"@timestamp":"2024-08-14T10:08:06.199Z","ecs.version":"1.2.0","log.level":"WARN","message":"m","service.name":"pay","faas.name":"pay-fn","faas.execution":"r-1","trace.id":"1-5759e988-bd862e3fe1be46a994272793","correlation.id":"c-1","error.type":"E","error.message":"boom"})",
          "", std::nullopt)
          .event;
  EXPECT_EQ(java.level, "WARN");
  EXPECT_EQ(java.component, "lambda:pay-fn");
  EXPECT_EQ(java.error.text, R"({"type":"E","message":"boom"})");
  EXPECT_THAT(java.ids, ElementsAre("correlation:c-1", "lambda:r-1", "trace:5759e988bd862e3fe1be46a994272793"));
  const model::Event dotnet =
      parse_line(
          R"({"ColdStart":true,"XRayTraceId":"1-5759e988-bd862e3fe1be46a994272793","FunctionName":"pay-fn","FunctionVersion":"1","FunctionRequestId":"r-1","Timestamp":"2024-08-14T10:08:06.1990000Z","Level":"Warning","Service":"pay","Name":"Logger","Message":"m","Exception":{"Type":"E","Message":"boom"}})",
          "", std::nullopt)
          .event;
  EXPECT_EQ(dotnet.level, "WARNING");
  EXPECT_EQ(dotnet.component, "lambda:pay-fn");
  EXPECT_EQ(dotnet.text, "m");
  EXPECT_EQ(format_rfc3339(*dotnet.time), "2024-08-14T10:08:06.199Z");
  EXPECT_EQ(dotnet.status, "error");
  EXPECT_THAT(dotnet.ids, ElementsAre("lambda:r-1", "trace:5759e988bd862e3fe1be46a994272793"));
}

TEST(AppJson, WrappersAndEncodedJsonAreOpened) {
  for (
      const char* text :
      {R"({"data":{"component":"lambda","operation":"handler.start","requestId":"r-1"}})",
       R"({"message":"{\"component\": \"lambda\", \"operation\": \"handler.start\", \"requestId\": \"r-1\"}"})",
       R"({"body":"\"{\\\"component\\\": \\\"lambda\\\", \\\"operation\\\": \\\"handler.start\\\", \\\"requestId\\\": \\\"r-1\\\"}\""})",
       R"("{\"component\":\"lambda\",\"operation\":\"handler.start\",\"requestId\":\"r-1\"}")"}) {
    const ParsedMessage line = parse_line(text);
    EXPECT_EQ(line.event.kind, "start") << text;
    EXPECT_EQ(line.event.component, "lambda") << text;
    EXPECT_EQ(line.event.operation, "handler") << text;
    EXPECT_EQ(line.event.payload.text, text);
    EXPECT_THAT(line.event.ids, ElementsAre("lambda:r-1")) << text;
  }
  const ParsedMessage result =
      parse_line(R"({"event":{"component":"bedrock","action":"answer","result":{"text":"hi"}}})");
  EXPECT_EQ(result.event.kind, "end");
  EXPECT_EQ(result.event.response.text, R"({"text":"hi"})");
}

TEST(AppJson, DataThatARecordSpeaksOfIsNotTheRecord) {
  const ParsedMessage line = parse_line(
      R"({"message":"Lambda event","event":{"source":"aws.events","action":"go","body":"{}","id":"1"},"service":"x"})");
  EXPECT_EQ(line.event.kind, "log");
  EXPECT_EQ(line.event.operation, "");
  EXPECT_EQ(line.event.component, "lambda:orders");
}

TEST(AppJson, TimesOfAllKinds) {
  const auto time_of = [](const std::string& value) {
    const ParsedMessage line = parse_line(R"({"message":"m","timestamp":)" + value + "}", "", std::nullopt);
    return line.event.time ? format_rfc3339(*line.event.time) : "";
  };
  EXPECT_EQ(time_of(R"("2021-05-03 11:47:12,494+0000")"), "2021-05-03T11:47:12.494Z");
  EXPECT_EQ(time_of(R"("2023-10-09 17:33:55,734-0400")"), "2023-10-09T21:33:55.734Z");
  EXPECT_EQ(time_of(R"("2025-06-20T17:27:12.268959")"), "2025-06-20T17:27:12.268959Z");
  EXPECT_EQ(time_of(R"("2021/05/03 11:47:12")"), "2021-05-03T11:47:12.000Z");
  EXPECT_EQ(time_of(R"("2021-05-03 11:47:12.5 +0200")"), "2021-05-03T09:47:12.500Z");
  EXPECT_EQ(time_of(R"("2021-05-03T11:47:12+02")"), "2021-05-03T09:47:12.000Z");
  EXPECT_EQ(time_of(R"("10/28/2022 02:35:03 PM")"), "2022-10-28T14:35:03.000Z");
  EXPECT_EQ(time_of(R"("10/28/2022 12:35:03 AM")"), "2022-10-28T00:35:03.000Z");
  EXPECT_EQ(time_of(R"("1735300000123")"), "2024-12-27T11:46:40.123Z");
  EXPECT_EQ(time_of("1735300000"), "2024-12-27T11:46:40.000Z");
  EXPECT_EQ(time_of("1735300000123"), "2024-12-27T11:46:40.123Z");
  EXPECT_EQ(time_of("1735300000.5"), "2024-12-27T11:46:40.500Z");
  EXPECT_EQ(time_of("1735300000123456789"), "2024-12-27T11:46:40.123456789Z");
  EXPECT_EQ(time_of(R"("yesterday")"), "");
  EXPECT_EQ(time_of("17"), "");
  EXPECT_EQ(time_of("66666666666666666"), "");  // as microseconds beyond what a Timestamp holds
}

TEST(AppJson, PrettyPrintedJsonStaysOneLine) {
  const ParsedMessage line = parse_line("{\n  \"operation\": \"Call\",\n  \"request\": {\n    \"a\": 1\n  }\n}\n");
  EXPECT_EQ(line.event.kind, "start");
  EXPECT_EQ(line.event.request.text, "{     \"a\": 1   }");
}

TEST(StatedSpan, KeepsWhatItStates) {
  const ParsedMessage line = parse_line(
      R"({"span_id":"span-002","parent_span_id":"span-001","component":"agent:gatekeeper","operation":"InvokeAgent","ts_start":"2026-01-15T12:00:00.500Z",)"
      R"("ts_end":"2026-01-15T12:00:01.200Z","attempt":2,"bedrock_session_id":"sess-111","request":{"inputText":"hello"},"response":null})",
      "", std::nullopt);
  EXPECT_EQ(line.event.kind, "span");
  EXPECT_EQ(line.event.span, "span-002");
  EXPECT_EQ(line.event.parent, "span-001");
  EXPECT_EQ(line.event.duration_ms, 700);
  EXPECT_EQ(line.event.attempt, 2);
  EXPECT_EQ(line.event.status, "ok");
  EXPECT_TRUE(line.event.response.empty());
  EXPECT_THAT(line.event.ids, ElementsAre("session:sess-111"));
  EXPECT_EQ(format_rfc3339(*line.event.time), "2026-01-15T12:00:00.500Z");
}

TEST(StatedSpan, ALogLineInATraceIsNoSpan) {
  EXPECT_EQ(parse_line(R"({"span_id":"b7ad6b7169203331","trace_id":"0af7651916cd43dd8448eb211c80319c","message":"hi"})")
                .event.kind,
            "log");
}

TEST(OtelSpan, AwsSpansRecord) {
  const ParsedMessage line = parse_line(
      R"({"resource":{"attributes":{"service.name":"bot"}},"scope":{"name":"strands"},"traceId":"691bb6a875f4b80435ad36816864e7c2",)"
      R"("spanId":"44349ec6bd7b02e3","parentSpanId":"4faebad135adfdaa","name":"chat claude","kind":"CLIENT","startTimeUnixNano":1763423912171758991,)"
      R"("endTimeUnixNano":1763423917517663228,"attributes":{"gen_ai.operation.name":"chat","gen_ai.request.model":"claude-3","session.id":"s-1",)"
      R"("gen_ai.usage.input_tokens":150,"gen_ai.usage.output_tokens":42,"aws.request_id":"r-1"},"status":{"code":"OK"}})",
      "aws/spans");
  EXPECT_EQ(line.event.kind, "span");
  EXPECT_EQ(line.event.component, "model:claude-3");
  EXPECT_EQ(line.event.operation, "chat");
  EXPECT_EQ(line.event.span, "44349ec6bd7b02e3");
  EXPECT_EQ(line.event.parent, "4faebad135adfdaa");
  EXPECT_EQ(line.event.start->ns, 1763423912171758991);
  EXPECT_EQ(line.event.end->ns, 1763423917517663228);
  EXPECT_EQ(line.event.tokens, (model::Tokens{150, 42}));
  EXPECT_THAT(line.event.ids, ElementsAre("request:r-1", "session:s-1", "span:44349ec6bd7b02e3",
                                          "trace:691bb6a875f4b80435ad36816864e7c2"));
}

TEST(OtelSpan, AgentsToolsServicesAndErrors) {
  const auto span = [](const std::string& attributes, const std::string& status = R"({"code":"UNSET"})") {
    return parse_line(
               R"({"trace_id":"691bb6a875f4b80435ad36816864e7c2","span_id":"44349ec6bd7b02e3","parent_span_id":null,"name":"n",)"
               R"("start_time":1763423912171758991,"end_time":1763423917517663228,"attributes":)" +
                   attributes + R"(,"status":)" + status + "}",
               "aws/spans")
        .event;
  };
  EXPECT_EQ(span(R"({"gen_ai.operation.name":"invoke_agent","gen_ai.agent.name":"Weather"})").component,
            "agent:Weather");
  EXPECT_EQ(span(R"({"gen_ai.operation.name":"execute_tool","gen_ai.tool.name":"calc"})").component, "tool:calc");
  EXPECT_EQ(span(R"({"openinference.span.kind":"TOOL","tool.name":"Bash","input.value":"{\"a\":1}"})").request.text,
            R"({"a":1})");
  EXPECT_EQ(span(R"({"aws.remote.service":"AWS::DynamoDB"})").component, "service:DynamoDB");
  const model::Event failed =
      span(R"({"error.type":"ThrottlingException"})", R"({"code":"ERROR","message":"slow down"})");
  EXPECT_EQ(failed.status, "error");
  EXPECT_EQ(failed.error.text, R"({"type":"ThrottlingException","message":"slow down"})");
}

TEST(OtelLog, StandsBesideSpans) {
  const ParsedMessage line = parse_line(
      R"({"resource":{"attributes":{"service.name":"bot"}},"timeUnixNano":1763423917517030656,"severityText":"INFO","body":"Invocation completed",)"
      R"("attributes":{"event.name":"x"},"traceId":"691bb6a875f4b80435ad36816864e7c2","spanId":"44349ec6bd7b02e3"})",
      "/aws/bedrock-agentcore/runtimes/bot-1-DEFAULT");
  EXPECT_EQ(line.event.kind, "log");
  EXPECT_EQ(line.event.text, "Invocation completed");
  EXPECT_EQ(line.event.component, "agent:bot-1-DEFAULT");
}

TEST(Metric, EmfIsNoEvidenceOfAnOperation) {
  EXPECT_EQ(
      parse_line(
          R"({"_aws":{"Timestamp":1656685750622,"CloudWatchMetrics":[{"Namespace":"N"}]},"service":"booking","operation":"x","response":1})")
          .event.kind,
      "metric");
  EXPECT_EQ(parse_line(R"({"_aws":"no","message":"m"})").event.kind, "log");
}

TEST(PlainText, PythonDictsGiveTheirIds) {
  const ParsedMessage line =
      parse_line("Event_body is {'message': 'What is it?', 'session_id': 'abc', 'ts': '1768927632.159269', 'n': None, "
                 "'ok': True, "
                 "'d': datetime.datetime(2025, 6, 20), 'x': <Foo object at 0x7f>}");
  EXPECT_EQ(line.event.kind, "log");
  EXPECT_THAT(line.event.ids, ElementsAre("session:abc", "thread:1768927632.159269"));
}

TEST(PlainText, ADictThatIsARecordIsReadAsOne) {
  const ParsedMessage line =
      parse_line("calling: {'component': 'tool:weather', 'operation': 'GetWeather', 'request': {'city': 'Paris'}}");
  EXPECT_EQ(line.event.kind, "start");
  EXPECT_EQ(line.event.component, "tool:weather");
  EXPECT_EQ(line.event.request.text, R"({"city":"Paris"})");
  EXPECT_EQ(line.event.text.substr(0, 8), "calling:");
}

TEST(PlainText, ALineThatIsADictIsARecord) {
  const model::Event line =
      parse_line(
          "{'level': 'ERROR', 'message': 'it broke', 'session_id': 's-1', 'component': 'bot', 'operation': 'answer', "
          "'error': {'code': 'E'}, 'timestamp': '2026-11-20T08:00:00Z'}")
          .event;
  EXPECT_EQ(line.level, "ERROR");
  EXPECT_EQ(line.kind, "end");
  EXPECT_EQ(line.component, "bot");
  EXPECT_EQ(line.text, "it broke");
  EXPECT_EQ(line.error.text, R"({"code":"E"})");
  EXPECT_THAT(line.ids, ElementsAre("session:s-1"));
}

TEST(PlainText, ExceptionsOfTheRuntimesAreErrors) {
  const model::Event python = parse_line("[ERROR] KeyError: 'order'\rTraceback (most recent call last):\r  File").event;
  EXPECT_EQ(python.error.text, R"({"type":"KeyError","message":"'order'"})");
  EXPECT_EQ(python.status, "error");
  const model::Event node =
      parse_line("2026-11-20T08:00:00.000Z\t8f507cfc-1111-4697-b07a-ac58fc914c95\tERROR\tInvoke Error \t"
                 R"({"errorType":"TypeError","errorMessage":"x is not a function","stack":["a"]})")
          .event;
  EXPECT_EQ(node.error.text, R"({"type":"TypeError","message":"x is not a function"})");
  EXPECT_EQ(node.level, "ERROR");
  EXPECT_EQ(parse_line("[ERROR] it went wrong: badly").event.error.text, "");
}

TEST(CallText, RequestResponseAndFailure) {
  const auto line = [](const std::string& message) {
    return parse_line("[INFO]\t2026-11-20T08:00:00.123Z\t7c9567b5-107b-4a6c-8798-0157ac21db52\t" + message + "\n",
                      "/aws/bedrock/agents/gatekeeper");
  };
  const ParsedMessage request = line(R"(InvokeAgent request: {"sessionId":"s-1","inputText":"hi"})");
  EXPECT_EQ(request.event.kind, "start");
  EXPECT_EQ(request.event.component, "agent:gatekeeper");
  EXPECT_EQ(request.event.operation, "InvokeAgent");
  EXPECT_EQ(request.event.request.text, R"({"sessionId":"s-1","inputText":"hi"})");
  EXPECT_EQ(format_rfc3339(*request.event.start), "2026-11-20T08:00:00.123Z");
  EXPECT_EQ(request.request, "");  // the id of a call, not of a Lambda invocation
  EXPECT_THAT(request.event.ids, ElementsAre("request:7c9567b5-107b-4a6c-8798-0157ac21db52", "session:s-1"));
  EXPECT_EQ(line("InvokeAgent response: {'completion': 'hi'}").event.response.text, R"({"completion":"hi"})");
  const ParsedMessage failed = line("InvokeAgent failed: ThrottlingException: slow down sessionId=s-12345");
  EXPECT_EQ(failed.event.kind, "end");
  EXPECT_EQ(failed.event.status, "error");
  EXPECT_EQ(failed.event.error.text, R"({"type":"ThrottlingException","message":"slow down sessionId=s-12345"})");
  EXPECT_THAT(failed.event.ids, Contains("session:s-12345"));
}

TEST(CallText, SentencesAreNone) {
  for (const char* text : {"Invalid request: no body", "The response: 42", "InvokeAgent request",
                           "InvokeAgent requested: {}", "Bad_ request: x", "request: {}"}) {
    EXPECT_EQ(parse_line(text).event.kind, "log") << text;
  }
}

TEST(AppJson, ADictInTheMessageIsThePayloadThatHasNoField) {
  const auto line = [](const std::string& level, const std::string& message) {
    return parse_line(R"({"appname":"supervisor","level":")" + level + R"(","operation":"InvokeAgent","message":")" +
                          message + R"(","timestamp":"2026-11-20T08:00:00.123456"})",
                      "/aws/bedrock/agents/supervisor")
        .event;
  };
  const model::Event asked = line("INFO", "Invoking agent with {'sessionId': 's-1', 'inputText': 'hi'}");
  EXPECT_EQ(asked.kind, "start");
  EXPECT_EQ(asked.component, "agent:supervisor");
  EXPECT_EQ(asked.request.text, R"({"sessionId":"s-1","inputText":"hi"})");
  EXPECT_THAT(asked.ids, ElementsAre("session:s-1"));
  const model::Event answered = line("INFO", "Agent response received: {'sessionId': 's-1', 'completion': 'hello'}");
  EXPECT_EQ(answered.kind, "end");
  EXPECT_EQ(answered.response.text, R"({"sessionId":"s-1","completion":"hello"})");
  const model::Event failed = line("ERROR", "Agent invocation failed: {'code': 'X', 'error': 'slow down'}");
  EXPECT_EQ(failed.status, "error");
  EXPECT_EQ(failed.error.text, R"({"code":"X","error":"slow down"})");
}

TEST(PlainText, LevelsInFront) {
  EXPECT_EQ(parse_line("[ERROR] it broke").event.level, "ERROR");
  EXPECT_EQ(parse_line("WARN: slow").event.level, "WARN");
  EXPECT_EQ(parse_line("INFORMATION desk").event.level, "");
}

TEST(Hostile, JsonThatIsNoObject) {
  for (const char* text :
       {"123", "true", "null", R"([1,{"requestId":"r-1"}])", R"("x")", R"("")", "{}", "[]", "-", ""}) {
    const ParsedMessage line = parse_line(text);
    EXPECT_EQ(line.event.kind, "log") << text;
    EXPECT_EQ(line.request, "") << text;
  }
}

TEST(Hostile, BrokenJsonIsCountedAndKeepsItsIds) {
  LogParser parser;
  const ParsedMessage line = parser.parse({R"({"message":"cut off","sessionId":"s-1","event":{"a":)", "g", "s", {}});
  EXPECT_EQ(line.event.kind, "log");
  EXPECT_THAT(line.event.ids, ElementsAre("session:s-1"));
  EXPECT_EQ(parser.counts().at("json.broken"), 1);
}

TEST(Hostile, BytesThatAreNotUtf8AreKeptAsBase64) {
  const ParsedMessage line = parse_line("caf\xe9 \xff\xfe itk-3f9a1c0b5d7e2a4c");
  EXPECT_EQ(line.event.enc, "base64");
  EXPECT_THAT(line.event.ids, ElementsAre("nonce:itk-3f9a1c0b5d7e2a4c"));
  EXPECT_EQ(parse_line("{\"message\":\"\xff\"}").event.kind, "log");
}

TEST(Hostile, DepthBombs) {
  EXPECT_EQ(parse_line(std::string(100'000, '[')).event.kind, "log");
  EXPECT_EQ(parse_line(R"({"a":)" + std::string(5000, '[') + std::string(5000, ']') + "}").event.kind, "log");
  std::string dicts;
  for (int i = 0; i < 50'000; ++i) {
    dicts += "{'a':";
  }
  EXPECT_EQ(parse_line(dicts).event.kind, "log");
  std::string encoded = "x";
  for (int i = 0; i < 12; ++i) {
    encoded = json::quote(encoded);
  }
  EXPECT_EQ(parse_line(encoded).event.kind, "log");
}

TEST(Hostile, AHugeLineIsCutAndSaysSo) {
  const std::string text = R"({"operation":"Call","request":")" + std::string(10'000'000, 'x') + "\"}";
  const ParsedMessage line = parse_line(text);
  EXPECT_EQ(line.event.size, static_cast<std::int64_t>(text.size()));
  EXPECT_EQ(line.event.sha256.size(), 64u);
  EXPECT_LE(line.event.payload.text.size(), 9u << 20);
  EXPECT_LE(line.event.text.size(), 9000u);
  const std::string controls(6'000'000, '\x01');
  EXPECT_LE(parse_line(controls).event.payload.text.size(), 9u << 20);
}

TEST(Hostile, EveryTruncationOfJsonIsAnEvent) {
  const std::string text =
      R"({"time":"2026-11-20T08:00:00Z","data":{"component":"a","op":"b","request":{"messageId":"m-1"}},"message":"{\"x\": 'y'}","error":{"a":[1,2]}})";
  for (std::size_t n = 0; n <= text.size(); ++n) {
    EXPECT_NE(parse_line(text.substr(0, n)).event.kind, "") << n;
  }
  const std::string python = "got {'a': [1, (2, 3)], 'b': b'x', \"c\": {'d', 'e'}, 'f': Decimal('1.0')} end";
  for (std::size_t n = 0; n <= python.size(); ++n) {
    EXPECT_EQ(parse_line(python.substr(0, n)).event.kind, "log") << n;
  }
}

TEST(Component, GroupsAndStreamsOfLambda) {
  LogParser parser;
  EXPECT_EQ(parser.parse({"x", "/aws/lambda/orders", "s", {}}).event.component, "lambda:orders");
  EXPECT_EQ(parser.parse({"x", "arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/orders", "s", {}}).event.component,
            "lambda:orders");
  EXPECT_EQ(parser.parse({"x", "shared", "2020/03/05/orders[$LATEST]20bd", {}}).event.component, "lambda:orders");
  EXPECT_EQ(parser.parse({"x", "shared", "2020/03/05/[$LATEST]20bd", {}}).event.component, "");
  EXPECT_EQ(parser.parse({"x", "aws/spans", "default", {}}).event.component, "");
}

}  // namespace
}  // namespace itk::logs

#include <gmock/gmock.h>
#include <zlib.h>

#include "common/base/text.h"
#include "tests/support/shared_data.h"
#include "tests/unit/itk-collect/readers/sample.h"

namespace itk::collect::readers {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char k_otlp[] = R"({
  "resourceSpans": [{
    "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "orders"}}]},
    "scopeSpans": [{"spans": [
      {"traceId": "5B8EFFF798038103D269B633813FC60C", "spanId": "EEE19B7EC3C1B174", "parentSpanId": "EEE19B7EC3C1B173",
       "name": "chat claude", "kind": 3, "startTimeUnixNano": "1544712660000000001", "endTimeUnixNano": 1544712661000000000,
       "attributes": [{"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}},
                      {"key": "gen_ai.request.model", "value": {"stringValue": "claude"}},
                      {"key": "gen_ai.usage.input_tokens", "value": {"intValue": "12"}},
                      {"key": "gen_ai.usage.output_tokens", "value": {"intValue": 3}},
                      {"key": "list", "value": {"arrayValue": {"values": [{"boolValue": true}]}}}],
       "status": {"code": 2, "message": "too long"}}]}]
  }]
})";

constexpr char k_jaeger[] = R"({"data":[{"traceID":"1f","spans":[
  {"traceID":"1f","spanID":"a1","operationName":"pay","references":[{"refType":"FOLLOWS_FROM","traceID":"1f","spanID":"b1"},
   {"refType":"CHILD_OF","traceID":"1f","spanID":"c1"}],"startTime":1706678909209712,"duration":123,
   "tags":[{"key":"error","type":"bool","value":true},{"key":"password","type":"string","value":"hunter2hunter2"}],
   "processID":"p1"}],
  "processes":{"p1":{"serviceName":"billing","tags":[]}}}],"total":0,"errors":null})";

constexpr char k_xray[] = R"({"Traces":[{"Id":"1-5759e988-bd862e3fe1be46a994272793","Duration":1.5,"Segments":[
  {"Id":"1111111111111111","Document":"{\"id\":\"1111111111111111\",\"name\":\"orders\",\"origin\":\"AWS::Lambda::Function\",\"trace_id\":\"1-5759e988-bd862e3fe1be46a994272793\",\"start_time\":1700000000.123456,\"end_time\":1.70000000125E9,\"aws\":{\"request_id\":\"8f507cfc-1111-4697-b07a-ac58fc914c95\"},\"subsegments\":[{\"id\":\"2222222222222222\",\"name\":\"SQS\",\"namespace\":\"aws\",\"start_time\":1700000000.2,\"in_progress\":true,\"fault\":true,\"cause\":{\"exceptions\":[{\"type\":\"Timeout\",\"message\":\"gone\"}]},\"aws\":{\"operation\":\"SendMessage\"}}]}"}]}]})";

constexpr char k_filtered[] = R"({"events":[
  {"logStreamName":"2026/11/20/[$LATEST]a","timestamp":1700000000000,"message":"START RequestId: 8f507cfc-1111-4697-b07a-ac58fc914c95 Version: $LATEST\n","ingestionTime":1700000000900,"eventId":"e1"},
  {"logStreamName":"2026/11/20/[$LATEST]a","timestamp":1700000000001,"message":"a line without an id","ingestionTime":1700000000900,"eventId":"e2"}],
  "searchedLogStreams":[],"nextToken":"t"})";

constexpr char k_insights[] = R"({"results":[
  [{"field":"@timestamp","value":"2026-11-20 08:00:01.500"},{"field":"@message","value":"second"},
   {"field":"@log","value":"123456789012:/aws/lambda/orders"},{"field":"@logStream","value":"s"},
   {"field":"@ptr","value":"p2"}],
  [{"field":"n","value":"7"}]],"status":"Complete"})";

constexpr char k_export[] = "2026-11-20T08:00:00.000Z Traceback:\n  File \"a.py\"\n\nboom\n2026-11-20T08:00:01.000Z "
                            "{\"level\":\"INFO\",\"message\":\"m\"}\n";

constexpr char k_plain[] = "START RequestId: 8f507cfc-1111-4697-b07a-ac58fc914c95 Version: $LATEST\n"
                           "[INFO] no array\n{\n  \"records\": [1,\n 2]\n}\n"
                           "END RequestId: 8f507cfc-1111-4697-b07a-ac58fc914c95\n"
                           "REPORT RequestId: 8f507cfc-1111-4697-b07a-ac58fc914c95\tDuration: 5.00 ms\t\n";

constexpr char k_jsonl[] =
    "{\"span_id\":\"s1\",\"component\":\"lambda:a\",\"operation\":\"x\",\"ts_start\":\"2026-11-20T08:00:00Z\"}\n"
    "{\"level\":\"INFO\",\"message\":\"hello\"}\n";

std::string gzipped(std::string_view text) {
  std::string out(compressBound(static_cast<uLong>(text.size())) + 64, '\0');
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST(Formats, OtlpSpansHaveTheirAttributesAndTheirOwnBytes) {
  const FileEvidence evidence = read_sample(k_otlp);
  ASSERT_THAT(evidence.events, SizeIs(1));
  const model::Event& event = evidence.events[0].event;
  EXPECT_EQ(in_words(evidence.formats), "1 otlp");
  EXPECT_EQ(event.kind, "span");
  EXPECT_EQ(event.component, "model:claude");
  EXPECT_EQ(event.operation, "chat");
  EXPECT_EQ(event.span, "eee19b7ec3c1b174");
  EXPECT_EQ(event.parent, "eee19b7ec3c1b173");
  EXPECT_EQ(event.start->ns, 1544712660000000001);
  EXPECT_EQ(event.tokens, (model::Tokens{12, 3}));
  EXPECT_EQ(event.status, "error");
  EXPECT_THAT(event.payload.text, HasSubstr(R"("spanId": "EEE19B7EC3C1B174")"));
  EXPECT_EQ(event.payload.text.find('\n'), std::string::npos);
  EXPECT_THAT(event.ids, Contains("trace:5b8efff798038103d269b633813fc60c"));
}

TEST(Formats, JaegerSpansHaveTheirProcessAndLoseTheirSecrets) {
  const FileEvidence evidence = read_sample(k_jaeger);
  ASSERT_THAT(evidence.events, SizeIs(1));
  const model::Event& event = evidence.events[0].event;
  EXPECT_EQ(event.component, "service:billing");
  EXPECT_EQ(event.operation, "pay");
  EXPECT_EQ(event.parent, "00000000000000c1");
  EXPECT_EQ(event.start->ns, 1706678909209712000);
  EXPECT_EQ(event.duration_ms, 0.123);
  EXPECT_EQ(event.status, "error");
  EXPECT_EQ(event.payload.text.find("hunter2"), std::string::npos) << event.payload.text;
}

TEST(Formats, XRayDocumentsInStringsGiveSegmentsAndSubsegments) {
  const FileEvidence evidence = read_sample(k_xray);
  ASSERT_THAT(evidence.events, SizeIs(2));
  const model::Event& segment = evidence.events[0].event;
  const model::Event& part = evidence.events[1].event;
  EXPECT_EQ(segment.component, "lambda:orders");
  EXPECT_EQ(segment.start->ns, 1700000000123456000);
  EXPECT_THAT(segment.ids, Contains("lambda:8f507cfc-1111-4697-b07a-ac58fc914c95"));
  EXPECT_EQ(part.component, "service:SQS");
  EXPECT_EQ(part.operation, "SendMessage");
  EXPECT_EQ(part.parent, segment.span);
  EXPECT_EQ(part.status, "error");
  EXPECT_THAT(part.error.text, HasSubstr("Timeout"));
  EXPECT_FALSE(part.end);
}

TEST(Formats, FilteredEventsKeepTheirIdsAndLinesGetTheirRequest) {
  const FileEvidence evidence = read_sample(k_filtered);
  ASSERT_THAT(evidence.events, SizeIs(2));
  const model::Event& line = evidence.events[1].event;
  EXPECT_EQ(line.id, "e2");
  EXPECT_EQ(line.stream, "2026/11/20/[$LATEST]a");
  EXPECT_EQ(line.time, Timestamp::from_ms(1700000000001));
  EXPECT_EQ(line.ingested, Timestamp::from_ms(1700000000900));
  EXPECT_THAT(line.ids, ElementsAre("lambda:8f507cfc-1111-4697-b07a-ac58fc914c95"));
}

TEST(Formats, InsightsRowsAreMessagesAndOtherRowsStayRows) {
  const FileEvidence evidence = read_sample(k_insights);
  ASSERT_THAT(evidence.events, SizeIs(2));
  EXPECT_EQ(evidence.events[0].event.id, "p2");
  EXPECT_EQ(evidence.events[0].event.group, "/aws/lambda/orders");
  EXPECT_EQ(evidence.events[0].event.component, "lambda:orders");
  EXPECT_EQ(format_rfc3339(*evidence.events[0].event.time), "2026-11-20T08:00:01.500Z");
  EXPECT_EQ(evidence.events[1].event.payload.text, R"([{"field":"n","value":"7"}])");
}

TEST(Formats, AnExportsLinesWithoutATimeBelongToTheMessageBefore) {
  const FileEvidence evidence = read_sample(k_export);
  ASSERT_THAT(evidence.events, SizeIs(2));
  EXPECT_EQ(evidence.events[0].event.payload.text, R"("Traceback:\n  File \"a.py\"\n\nboom")");
  EXPECT_EQ(evidence.events[1].event.level, "INFO");
  EXPECT_EQ(format_rfc3339(*evidence.events[1].event.time), "2026-11-20T08:00:01.000Z");
}

TEST(Formats, TailedLinesNameTheirStream) {
  const FileEvidence evidence =
      read_sample("2026-11-20T08:00:00.000000+00:00 2026/11/20/[$LATEST]0a1b START RequestId: x\n");
  ASSERT_THAT(evidence.events, SizeIs(1));
  EXPECT_EQ(evidence.events[0].event.stream, "2026/11/20/[$LATEST]0a1b");
}

TEST(Formats, APlainLogIsLinesWithValuesAmongThem) {
  const FileEvidence evidence = read_sample(k_plain);
  EXPECT_EQ(in_words(evidence.formats), "1 json, 4 text");
  EXPECT_EQ(kinds_of(evidence), "1 lambda.end, 1 lambda.report, 1 lambda.start, 2 log");
  EXPECT_EQ(evidence.problem, "");
  for (const FileEvidence::Found& found : evidence.events) {
    EXPECT_THAT(found.event.ids, Contains("lambda:8f507cfc-1111-4697-b07a-ac58fc914c95"));
  }
}

TEST(Formats, GzipIsUnpackedAlsoInSeveralMembers) {
  EXPECT_EQ(in_words(read_sample(gzipped(k_jsonl) + gzipped(k_jsonl)).formats), "4 json");
  const std::string packed = gzipped(k_jsonl);
  EXPECT_THAT(read_sample(packed.substr(0, packed.size() - 9)).problem, HasSubstr("sample: gzip ends too early"));
}

TEST(Formats, ASubscriptionsEventHoldsItInBase64) {
  const std::string batch =
      R"({"messageType":"DATA_MESSAGE","logGroup":"g","logStream":"s","logEvents":[{"id":"1","timestamp":1700000000000,"message":"a"},{"id":"2","timestamp":1700000000000,"message":"b"}]})";
  const FileEvidence evidence = read_sample(R"({"awslogs":{"data":")" + base64_encode(gzipped(batch)) + R"("}})");
  ASSERT_THAT(evidence.events, SizeIs(2));
  EXPECT_EQ(evidence.events[1].event.id, "2");
  EXPECT_EQ(evidence.events[1].event.group, "g");
  EXPECT_THAT(in_words(read_sample(R"({"awslogs":{"data":"!"}})").formats), "1 subscription");
}

TEST(Formats, IdsAreTheFilesDigestAndAPlaceAndStayTheSame) {
  const FileEvidence a = read_sample(k_jsonl), b = read_sample(k_jsonl);
  EXPECT_EQ(a.events[1].event.id, b.events[1].event.id);
  EXPECT_THAT(a.events[0].event.id, ::testing::MatchesRegex("[0-9a-f]{16}:0"));
  EXPECT_THAT(read_sample(k_xray).events[1].event.id, ::testing::MatchesRegex("[0-9a-f]{16}:[0-9]+\\.[0-9]+"));
}

TEST(Formats, ADocumentThatBreaksOffIsKeptLineByLineAndSaysWhere) {
  const FileEvidence evidence = read_sample("{\"resourceSpans\": [\n{\"a\":1},\n{\"b\": oops}\n]}\n");
  EXPECT_EQ(evidence.events.size(), 4u);
  EXPECT_EQ(evidence.problem, "sample:3:7: the JSON is broken or cut off; what is not whole is kept line by line");
}

TEST(Formats, BytesThatAreNoTextAreKept) {
  const FileEvidence evidence = read_sample("\xff\xfe\x00\x01 binary");
  ASSERT_THAT(evidence.events, SizeIs(1));
  EXPECT_EQ(evidence.events[0].event.enc, "base64");
}

TEST(Formats, AnEmptyFileHasNoEvents) {
  EXPECT_TRUE(read_sample("").events.empty());
  EXPECT_TRUE(read_sample("\n \n").events.empty());
}

TEST(Formats, OtlpInProtobufsSpellingWithIdsInBase64) {
  const FileEvidence evidence = read_sample(
      R"({"resource_spans":[{"resource":{"attributes":[{"key":"service.name","value":{"string_value":"orders"}}]},"scope_spans":[{"spans":[)"
      R"({"trace_id":"W47/95gDgQPSabYzgT/GDA==","span_id":"7uGbfsPBsXQ=","parent_span_id":"","name":"GET /","kind":"SPAN_KIND_SERVER",)"
      R"("start_time_unix_nano":1544712660000000000,"end_time_unix_nano":"1544712661000000000","attributes":[{"key":"n","value":{"int_value":5}}],)"
      R"("events":[{"name":"exception","attributes":[{"key":"exception.type","value":{"string_value":"E"}},{"key":"exception.message","value":{"string_value":"boom"}}]}],)"
      R"("status":{"code":"STATUS_CODE_ERROR"}}]}]}]})");
  ASSERT_THAT(evidence.events, SizeIs(1));
  const model::Event& event = evidence.events[0].event;
  EXPECT_EQ(event.span, "eee19b7ec3c1b174");
  EXPECT_EQ(event.span_kind, "server");
  EXPECT_EQ(event.component, "service:orders");
  EXPECT_EQ(event.duration_ms, 1000);
  EXPECT_EQ(event.error.text, R"({"type":"E","message":"boom"})");
  EXPECT_THAT(event.ids, Contains("trace:5b8efff798038103d269b633813fc60c"));
}

TEST(Formats, OtlpLogsAndTheAnswersOfOtherStores) {
  const FileEvidence logs = read_sample(
      R"({"resourceLogs":[{"resource":{},"scopeLogs":[{"logRecords":[{"timeUnixNano":"1544712660000000000","severityNumber":17,"traceId":"5b8efff798038103d269b633813fc60c","body":{"stringValue":"bad"}}]}]}]})");
  ASSERT_THAT(logs.events, SizeIs(1));
  EXPECT_EQ(logs.events[0].event.level, "ERROR");
  EXPECT_EQ(logs.events[0].event.text, "bad");
  const std::string spans =
      R"([{"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"a","startTimeUnixNano":"1","endTimeUnixNano":"2"}]}]}])";
  EXPECT_EQ(in_words(read_sample("{\"batches\":" + spans + "}").formats), "1 otlp");
  EXPECT_EQ(in_words(read_sample("{\"result\":{\"resourceSpans\":" + spans + "}}").formats), "1 otlp");
  EXPECT_EQ(in_words(read_sample(R"({"batches":[{"id":1}]})").formats), "1 json");
}

TEST(Formats, DocumentsOfXRayAreObjectsToo) {
  const std::string segment =
      R"({"id":"1111111111111111","name":"orders","trace_id":"1-5759e988-bd862e3fe1be46a994272793","start_time":1700000000.1,"end_time":1700000000.2})";
  EXPECT_EQ(kinds_of(read_sample(
                R"({"Traces":[{"Id":"1-5759e988-bd862e3fe1be46a994272793","Segments":[{"Id":"1","Document":)" +
                segment + "}]}]}")),
            "1 span");
  EXPECT_EQ(kinds_of(read_sample(segment + "\n" + segment + "\n")), "2 span");
  const FileEvidence retrieved = read_sample(
      R"({"RetrievalStatus":"COMPLETE","TraceFormat":"OTEL","Traces":[{"Id":"x","Spans":[{"Id":"1","Document":"{\"traceId\":\"5b8efff798038103d269b633813fc60c\",\"spanId\":\"eee19b7ec3c1b174\",\"name\":\"chat\",\"kind\":\"CLIENT\",\"startTimeUnixNano\":1544712660000000000,\"endTimeUnixNano\":1544712660000000001,\"attributes\":{}}"}]}]})");
  ASSERT_THAT(retrieved.events, SizeIs(1));
  EXPECT_EQ(retrieved.events[0].event.kind, "span");
  EXPECT_EQ(retrieved.events[0].event.span, "eee19b7ec3c1b174");
}

TEST(Formats, TablesOfTheConsole) {
  const FileEvidence evidence =
      read_sample("@timestamp,@message,@logStream,@log\r\n"
                  "2026-11-20 08:00:00.250,\"START RequestId: 8f507cfc-1111-4697-b07a-ac58fc914c95 Version: "
                  "$LATEST\r\n\",s1,123456789012:/aws/lambda/orders\r\n"
                  "2026-11-20 08:00:00.300,\"{\"\"level\"\":\"\"INFO\"\",\"\"message\"\":\"\"hi, "
                  "there\"\"}\",s1,123456789012:/aws/lambda/orders\r\n");
  EXPECT_EQ(in_words(evidence.formats), "2 csv");
  ASSERT_THAT(evidence.events, SizeIs(2));
  EXPECT_EQ(evidence.events[0].event.kind, "lambda.start");
  EXPECT_EQ(evidence.events[0].event.group, "/aws/lambda/orders");
  EXPECT_EQ(format_rfc3339(*evidence.events[0].event.time), "2026-11-20T08:00:00.250Z");
  EXPECT_EQ(evidence.events[1].event.text, "hi, there");
  EXPECT_THAT(evidence.events[1].event.ids, Contains("lambda:8f507cfc-1111-4697-b07a-ac58fc914c95"));
  const FileEvidence stream = read_sample("timestamp,message\n1700000000000,\"a\nb\"\n1700000000001,c\n");
  ASSERT_THAT(stream.events, SizeIs(2));
  EXPECT_EQ(stream.events[0].event.payload.text, R"("a\nb")");
  EXPECT_EQ(stream.events[1].event.time, Timestamp::from_ms(1700000000001));
}

TEST(Formats, ATableThatIsNoneOfEventsIsLines) {
  EXPECT_EQ(in_words(read_sample("name,message\na,b\n").formats), "2 text");
  const FileEvidence cut = read_sample("timestamp,message\n1700000000000,\"a cut mess");
  EXPECT_EQ(cut.events.size(), 1u);
  EXPECT_NE(cut.problem, "");
}

TEST(Formats, TailsOfTheCommandLineInAllItsForms) {
  const FileEvidence brief =
      read_sample("2026-11-20T08:00:00 START RequestId: 8f507cfc-1111-4697-b07a-ac58fc914c95 Version: $LATEST\n"
                  "2026-11-20T08:00:01 hello\n");
  EXPECT_EQ(in_words(brief.formats), "2 export");
  EXPECT_EQ(brief.events[0].event.kind, "lambda.start");
  const FileEvidence detailed = read_sample(
      "2026-11-20T08:00:00.250000+00:00 otel-rt-logs {\n    \"level\": \"INFO\",\n    \"message\": \"hi\"\n}\n");
  ASSERT_THAT(detailed.events, SizeIs(1));
  EXPECT_EQ(detailed.events[0].event.stream, "otel-rt-logs");
  EXPECT_EQ(detailed.events[0].event.text, "hi");
  const FileEvidence coloured =
      read_sample("\x1b[32m2026-11-20T08:00:00.250000+00:00\x1b[0m \x1b[36m2026/11/20/[$LATEST]0a1b\x1b[0m hello\n");
  ASSERT_THAT(coloured.events, SizeIs(1));
  EXPECT_EQ(coloured.events[0].event.stream, "2026/11/20/[$LATEST]0a1b");
  EXPECT_EQ(coloured.events[0].event.text, "hello");
  const std::string id(56, '3');
  const FileEvidence output =
      read_sample("EVENTS\t" + id +
                  "\t1700000000900\t2026/11/20/[$LATEST]a\tREPORT RequestId: "
                  "8f507cfc-1111-4697-b07a-ac58fc914c95\tDuration: 5.00 ms\t\n\t1700000000000\nEVENTS\t" +
                  id.substr(1) + "4\t1700000000900\ts\thi\t1700000000001\n");
  ASSERT_THAT(output.events, SizeIs(2));
  EXPECT_EQ(output.events[0].event.id, id);
  EXPECT_EQ(output.events[0].event.kind, "lambda.report");
  EXPECT_EQ(output.events[0].event.time, Timestamp::from_ms(1700000000000));
  EXPECT_EQ(output.events[1].event.text, "hi");
}

TEST(Formats, FirehoseWritesOneBatchBehindTheOther) {
  const std::string batch =
      R"({"messageType":"DATA_MESSAGE","logGroup":"g","logStream":"s","logEvents":[{"id":"1","timestamp":1700000000000,"message":"a"}]})";
  EXPECT_EQ(in_words(read_sample(batch + batch + batch).formats), "3 subscription");
  EXPECT_EQ(in_words(read_sample(gzipped(batch) + gzipped(batch)).formats), "2 subscription");
  EXPECT_EQ(in_words(read_sample(R"({"Records":[{"kinesis":{"data":")" + base64_encode(gzipped(batch)) +
                                 R"("}},{"kinesis":{"data":"!"}}]})")
                         .formats),
            "2 subscription");
  EXPECT_EQ(in_words(read_sample(R"({"deliveryStreamArn":"a","records":[{"recordId":"1","data":")" +
                                 base64_encode(gzipped(batch)) + R"("}]})")
                         .formats),
            "1 subscription");
}

TEST(Formats, LiveTailsUpdatesAreTheirEvents) {
  const std::string update =
      R"({"sessionMetadata":{"sampled":false},"sessionResults":[{"logStreamName":"s","logGroupIdentifier":"123456789012:/aws/lambda/orders","message":"hi","timestamp":1700000000000,"ingestionTime":1700000000001}]})";
  const FileEvidence evidence = read_sample("{\"sessionUpdate\":" + update + "}\n{\"sessionUpdate\":" + update + "}\n");
  EXPECT_EQ(in_words(evidence.formats), "2 cloudwatch");
  EXPECT_EQ(evidence.events[0].event.group, "/aws/lambda/orders");
}

TEST(Formats, PowerShellsTextAndWindowsLinesAreRead) {
  const std::string text =
      "{\"level\":\"INFO\",\"message\":\"caf\u00e9 \xf0\x9f\x98\x80\"}\r\n{\"level\":\"WARN\",\"message\":\"b\"}\r\n";
  std::string little = "\xff\xfe", big = "\xfe\xff";
  const auto add = [&](unsigned unit) {
    (little += static_cast<char>(unit & 0xff)) += static_cast<char>(unit >> 8);
    (big += static_cast<char>(unit >> 8)) += static_cast<char>(unit & 0xff);
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == 0xf0) {
      add(0xd83d);
      add(0xde00);
      i += 3;
    } else if (c == 0xc3) {
      add(0xe9);
      i += 1;
    } else {
      add(c);
    }
  }
  for (const std::string& bytes : {text, "\xef\xbb\xbf" + text, little, big}) {
    const FileEvidence evidence = read_sample(bytes);
    ASSERT_THAT(evidence.events, SizeIs(2));
    EXPECT_EQ(evidence.events[0].event.text, "caf\u00e9 \xf0\x9f\x98\x80");
    EXPECT_EQ(evidence.events[1].event.level, "WARN");
  }
}

TEST(Formats, AnAnswersStreamIsOneSession) {
  ITK_NEED_SHARED_DATA(
      "bedrock-agent-stream/openinference-bedrock-agent-py/test_multi_agent_collaborator.eventstream.bin");
  redact::Redactor redactor = make_test_redactor();
  const FileEvidence evidence = read_evidence_file(data, redactor).value();
  for (const FileEvidence::Found& found : evidence.events) {
    EXPECT_THAT(found.event.ids, Contains("session:12345680")) << found.event.payload.text.substr(0, 200);
  }
}

TEST(Formats, WhatIsWholeInADocumentThatWasCutIsRead) {
  const std::string text = k_otlp;
  const std::string two =
      R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"a","startTimeUnixNano":"1","endTimeUnixNano":"2","attributes":[{"key":"k","value":{"stringValue":"v"}}]},{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b175","name":"b","attributes":[{"key":"k","value":{"stringVal)";
  const FileEvidence evidence = read_sample(two);
  EXPECT_EQ(in_words(evidence.formats), "1 otlp, 1 text");
  ASSERT_THAT(evidence.events, SizeIs(2));
  EXPECT_EQ(evidence.events[0].event.span, "eee19b7ec3c1b174");
  EXPECT_THAT(evidence.events[1].event.payload.text, HasSubstr("eee19b7ec3c1b175"));
  EXPECT_NE(evidence.problem, "");
}

// What is cut is there as far as it goes, and a document that is cut says so.
TEST(Formats, EveryTruncationIsReadAndNothingIsLost) {
  for (const std::string_view sample :
       {std::string_view(k_otlp), std::string_view(k_jaeger), std::string_view(k_xray), std::string_view(k_filtered),
        std::string_view(k_insights), std::string_view(k_export), std::string_view(k_plain),
        std::string_view(k_jsonl)}) {
    const bool is_document =
        sample.find('\n') != std::string_view::npos && sample.starts_with('{') && sample != k_jsonl;
    for (std::size_t size = 0; size <= sample.size(); ++size) {
      const FileEvidence evidence = read_sample(sample.substr(0, size));
      std::size_t kept = 0;
      for (const FileEvidence::Found& found : evidence.events) {
        kept += found.event.payload.text.size();
      }
      if (is_document && size > 0 && size < sample.size()) {
        EXPECT_NE(evidence.problem, "") << sample.substr(0, size);
        // Of what is whole the events are kept, of all else every byte.
        const bool has_whole =
            in_words(evidence.formats).find("text") == std::string::npos || evidence.formats.size() > 1;
        EXPECT_TRUE(has_whole || kept >= trim(sample.substr(0, size)).size() / 2) << sample.substr(0, size);
      }
      EXPECT_EQ(trim(sample.substr(0, size)).empty(), evidence.events.empty()) << size;
    }
  }
}

TEST(Formats, EveryTruncationOfGzipIsRead) {
  const std::string packed = gzipped(k_otlp);
  for (std::size_t size = 4; size < packed.size(); ++size) {
    EXPECT_NE(read_sample(std::string_view(packed).substr(0, size)).problem, "") << size;
  }
}

}  // namespace
}  // namespace itk::collect::readers

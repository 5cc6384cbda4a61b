#include <gmock/gmock.h>
#include <zlib.h>

#include "common/base/text.h"
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
  EXPECT_EQ(evidence.problem, "sample:3:7: the JSON is broken or cut off; it is kept line by line");
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

TEST(Formats, AStreamOfRecordsIsRefused) {
  redact::Redactor redactor = make_test_redactor();
  const auto evidence = read_evidence("{\"itk\":\"run/1\"}\n", "run.jsonl", redactor);
  ASSERT_FALSE(evidence);
  EXPECT_EQ(evidence.error().exit, ExitCode::Usage);
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
        // Of events that are whole the message is kept, of all else every byte.
        EXPECT_TRUE(sample == k_filtered || kept >= trim(sample.substr(0, size)).size() / 2) << sample.substr(0, size);
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

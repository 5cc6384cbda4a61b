#include "itk-invoke/sqs_messages.h"

#include <gtest/gtest.h>

namespace itk::invoke {
namespace {

struct Outcome {
  std::vector<SqsMessage> messages;
  std::vector<Problem> problems;
};

Outcome read(std::string_view payload) {
  Case test_case;
  test_case.file = "a.yaml";
  const YamlDocument document = parse_yaml(payload);
  EXPECT_TRUE(document.problems.empty()) << payload;
  test_case.payload = document.root;
  Problems problems(Purpose::Live);
  return {read_sqs_messages(test_case, problems), problems.sorted()};
}

std::string body_of(std::string_view payload) {
  const Outcome outcome = read(payload);
  EXPECT_TRUE(outcome.problems.empty()) << payload;
  return outcome.messages.size() == 1 ? outcome.messages[0].body.constant() : "not one message";
}

TEST(SqsMessages, ABodyThatIsTextIsSentAsItIs) {
  EXPECT_EQ(body_of("Records: [{body: '{\"a\": 1}'}]"), R"({"a": 1})");
  EXPECT_EQ(body_of("Records:\n  - body: hello\n"), "hello");
}

TEST(SqsMessages, ABodyThatIsAMappingIsSentAsItsJson) {
  EXPECT_EQ(body_of("Records: [{messageId: m, body: {request: {userMessage: hello, n: 1.10}}}]"),
            R"({"request":{"userMessage":"hello","n":1.10}})");
  EXPECT_EQ(body_of("Records: [{body: [1, 2]}]"), "[1,2]");
}

TEST(SqsMessages, APayloadWithoutRecordsIsTheBody) {
  EXPECT_EQ(body_of("{a: 1, b: \"2\"}"), R"({"a":1,"b":"2"})");
  EXPECT_EQ(body_of("\"just text\""), "just text");
}

TEST(SqsMessages, EachRecordIsAMessage) {
  const Outcome outcome = read("Records: [{body: one}, {body: two}]");
  ASSERT_EQ(outcome.messages.size(), 2u);
  EXPECT_EQ(outcome.messages[1].body.constant(), "two");
}

TEST(SqsMessages, AttributesAndGroupComeAlong) {
  const Outcome outcome = read("Records:\n- body: x\n  attributes: {MessageGroupId: g, SentTimestamp: '1'}\n"
                               "  messageAttributes: {tenant: {stringValue: t1, dataType: String}}\n");
  ASSERT_EQ(outcome.messages.size(), 1u);
  EXPECT_EQ(outcome.messages[0].group_id.constant(), "g");
  ASSERT_EQ(outcome.messages[0].attributes.count("tenant"), 1u);
  EXPECT_EQ(outcome.messages[0].attributes.at("tenant").value.constant(), "t1");
}

TEST(SqsMessages, AttributesHaveTheTypesOfSqs) {
  const Outcome outcome = read("Records:\n- body: x\n  attributes: {DelaySeconds: 5}\n  messageAttributes:\n"
                               "    n: {stringValue: '1', dataType: Number.int}\n"
                               "    b: {binaryValue: aGk=, dataType: Binary}\n");
  ASSERT_EQ(outcome.problems.size(), 0u);
  Execution execution;
  execution.leaves_marks = false;
  const aws::SendMessage sent = make_message(outcome.messages.at(0), "ITK_TRACE_ID", execution);
  EXPECT_EQ(sent.attributes.at("n").type, "Number.int");
  EXPECT_EQ(sent.attributes.at("b").value, "hi");
  EXPECT_EQ(sent.delay_seconds, 5);
  EXPECT_EQ(sent.attributes.size(), 2u);
  EXPECT_EQ(sent.trace_header, "");
}

TEST(SqsMessages, WhatIsSentBearsTheMarksOfItsExecution) {
  const Outcome outcome = read("Records: [{body: {id: '${itk.nonce}'}}]");
  Execution execution;
  execution.identity = make_identity("01ARZ3NDEKTSV4RRFFQ69G5FAV", Timestamp::from_s(1), "case", 1);
  execution.values.nonce = execution.identity.nonce;
  const aws::SendMessage sent = make_message(outcome.messages.at(0), "ITK_TRACE_ID", execution);
  EXPECT_EQ(sent.body, "{\"id\":\"" + execution.identity.nonce + "\"}");
  EXPECT_EQ(sent.attributes.at("ITK_TRACE_ID").value, execution.identity.nonce);
  EXPECT_EQ(sent.attributes.at("traceparent").value, execution.identity.traceparent());
  EXPECT_EQ(sent.trace_header, execution.identity.xray_header());
}

TEST(SqsMessages, WhatCannotBeSentIsShownWhereItStands) {
  const auto place_of_problem = [](std::string_view payload) {
    const Outcome outcome = read(payload);
    return outcome.problems.size() == 1 ? outcome.problems[0].at.column : -1;
  };
  EXPECT_EQ(place_of_problem("Records: []"), 10);
  EXPECT_EQ(place_of_problem("Records: {body: x}"), 10);
  EXPECT_EQ(place_of_problem("Records: [x]"), 11);
  EXPECT_EQ(place_of_problem("Records: [{messageId: m}]"), 11);
  EXPECT_EQ(place_of_problem("Records: [{body: ''}]"), 18);
  EXPECT_EQ(place_of_problem("Records: [{body: x, messageAttributes: {a: {binaryValue: eA==}}}]"), 41);
  EXPECT_EQ(place_of_problem("Records: [{body: x, messageAttributes: {a: {stringValue: 1, dataType: Int}}}]"), 41);
  EXPECT_EQ(place_of_problem("Records: [{body: x, attributes: {DelaySeconds: 901}}]"), 48);
  EXPECT_EQ(place_of_problem(""), 1);
}

}  // namespace
}  // namespace itk::invoke

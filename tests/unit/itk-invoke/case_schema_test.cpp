// The JSON Schema of cases serves editors; itk-validate has checks of its own. Here both have to agree.
#include <gtest/gtest.h>
#include <json/json.h>

#include <memory>
#include <sstream>
#include <valijson/adapters/jsoncpp_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "common/base/atomic_file.h"
#include "common/expect/grammar.h"
#include "itk-invoke/case_files.h"
#include "itk-invoke/case_loader.h"
#include "itk-invoke/entrypoint.h"
#include "itk-invoke/yaml_to_json.h"
#include "tests/support/shared_data.h"

namespace itk::invoke {
namespace {

Json::Value parse_json(const std::string& text) {
  Json::Value value;
  std::istringstream stream(text);
  Json::CharReaderBuilder builder;
  std::string errors;
  EXPECT_TRUE(Json::parseFromStream(builder, stream, &value, &errors)) << errors;
  return value;
}

const Json::Value& schema_document() {
  static const Json::Value document =
      parse_json(read_file(ITK_SOURCE_DIR "/itk-invoke/schema/itk.case.schema.json").value());
  return document;
}

// What the schema says against a case; empty: nothing.
std::string schema_errors(std::string_view yaml) {
  static const std::unique_ptr<valijson::Schema> schema = [] {
    auto parsed = std::make_unique<valijson::Schema>();
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::JsonCppAdapter(schema_document()), *parsed);
    return parsed;
  }();
  std::vector<YamlProblem> problems;
  const Json::Value value = parse_json(to_json(parse_yaml(yaml).root, problems));
  valijson::Validator validator;
  valijson::ValidationResults results;
  validator.validate(*schema, valijson::adapters::JsonCppAdapter(value), &results);
  std::string text;
  for (valijson::ValidationResults::Error error; results.popError(error);) {
    for (const std::string& step : error.context) {
      text += step;
    }
    text += ": " + error.description + "\n";
  }
  return text;
}

bool we_accept(std::string_view yaml) {
  Problems problems(Purpose::DevFixtures);
  load_case("a.yaml", yaml, {}, {}, problems);
  return !problems.has_errors();
}

TEST(CaseSchema, AcceptsTheCasesOfThePythonKit) {
  ITK_NEED_SHARED_DATA("python-kit/cases");
  Problems problems(Purpose::DevFixtures);
  for (const std::string& file : list_case_files({data, ITK_DATA_DIR "/python-kit/examples"}, problems)) {
    EXPECT_EQ(schema_errors(read_file(file).value()), "") << file;
  }
}

TEST(CaseSchema, AcceptsOurOwnCases) {
  Problems problems(Purpose::DevFixtures);
  const std::string root = ITK_SOURCE_DIR "/tests/";
  const auto files = list_case_files(
      {root + "sandbox/cases", root + "sandbox/cases/ways", root + "flow/samples", root + "flow/calls", root + "cases"},
      problems);
  EXPECT_GE(files.size(), 19u);
  for (const std::string& file : files) {
    EXPECT_EQ(schema_errors(read_file(file).value()), "") << file;
  }
}

TEST(CaseSchema, AgreesWithItkValidate) {
  const std::string head = "id: a\nentrypoint: {type: http}\n";
  const char* const good[] = {
      "",
      "expected: {required_components: ['lambda:a']}\n",
      "invariants: [{type: max_duration_ms, value: 3}]\n",
      "expected: {invariants: [no_error_spans, {name: has_spans, min_count: 2, level: warn}]}\n",
      "collect: {log_groups: /a, quiet_ms: 5}\ntags: [x]\nowner: me\n",
      "collect: {until: report}\n",
      "collect: {until: [report, final_answer, {log: 'shipped \\d+', group: /g}, {span: server, operation: Invoke},\n"
      "  {operation: GetOrder, component: 'tool:orders'}, {empty_queue: dlq}]}\n",
      "collect: {until: }\n",
      "log_sources: [{log_group: /g}]\nnotes: {a: 1}\n",
      "expected:\ninvariants:\ncollect:\ntags:\n",
      "repeat: 3\ntimeout: 1.5m\nnonce: off\ndeliver: twice\ncanary: [a, b]\n",
      "repeat: 1000000\ntimeout: 30\nnonce: false\ndeliver: 1\ncanary: a\n",
      "before: [psql, -c, 5]\nafter: [[a], {run: [b], timeout: 5s}]\n",
      "turns: [hello, {inputText: bye}]\nrespond: [{approve: true}]\nuntil: {url: /j, done: {status: 200}}\n",
      "examples: [{a: 1, tags: x, canary: y, expected: {response_contains: z}}, {a: 2, name: N}]\n",
      "examples: {a: [1, 2], b: [x, y]}\n",
      "repeat:\ntimeout:\nnonce:\ndeliver:\nbefore:\nafter:\ncanary:\nturns:\nrespond:\nuntil:\n"};
  for (const char* more : good) {
    EXPECT_TRUE(we_accept(head + more)) << more;
    EXPECT_EQ(schema_errors(head + more), "") << more;
  }
  const std::string bad[] = {"id: a\n",
                             "entrypoint: {type: http}\n",
                             "id: 1\nentrypoint: {type: http}\n",
                             "id: a\nentrypoint: {type: sqs}\n",
                             "id: a\nentrypoint: http\n",
                             head + "expected: {invariants: [{name: has_span}]}\n",
                             head + "expected: {no_such: 1}\n",
                             head + "invariants: [{value: 1}]\n",
                             head + "invariants: {type: has_spans}\n",
                             head + "collect: {quiet_ms: soon}\n",
                             head + "collect: {until: soon}\n",
                             head + "collect: {until: [[report]]}\n",
                             head + "collect: {until: {log: x, span: server}}\n",
                             head + "collect: {until: {log: ''}}\n",
                             head + "collect: {until: {span: middle}}\n",
                             head + "collect: {until: {empty_queue: ''}}\n",
                             head + "tags: {a: b}\n",
                             head + "repeat: 0\n",
                             head + "repeat: 1000001\n",
                             head + "repeat: often\n",
                             head + "timeout: soon\n",
                             head + "timeout: 0\n",
                             head + "timeout: 1w\n",
                             head + "nonce: maybe\n",
                             head + "nonce_field: a..b\n",
                             head + "nonce_field: [a]\n",
                             head + "deliver: thrice\n",
                             head + "before: rm -rf x\n",
                             head + "before: []\n",
                             head + "before: [[]]\n",
                             head + "after: {timeout: 5s}\n",
                             head + "after: {run: [a], shell: true}\n",
                             head + "canary: {a: b}\n",
                             head + "turns: []\n",
                             head + "turns: hello\n",
                             head + "turns: [[a]]\n",
                             head + "respond: yes\n",
                             head + "until: done\n",
                             head + "examples: []\n",
                             head + "examples:\n",
                             head + "examples: [1]\n",
                             head + "examples: {}\n",
                             head + "examples: {a: 1}\n",
                             head + "examples: [{tags: {a: b}}]\n",
                             head + "examples: [{expected: {no_such: 1}}]\n",
                             "id: a\nentrypoint: {type: http, payload: 1, payload_file: none.txt}\n"};
  for (const std::string& text : bad) {
    EXPECT_FALSE(we_accept(text)) << text;
    EXPECT_NE(schema_errors(text), "") << text;
  }
}

TEST(CaseSchema, NamesEveryExpectationAndEntrypoint) {
  std::vector<std::string> names, types;
  for (const Json::Value& name : schema_document()["definitions"]["expectationName"]["enum"]) {
    names.push_back(name.asString());
  }
  for (const Json::Value& type : schema_document()["definitions"]["entrypoint"]["properties"]["type"]["enum"]) {
    types.push_back(type.asString());
  }
  EXPECT_EQ(names, expect::known_names());
  for (const std::string& name : names) {
    EXPECT_TRUE(schema_document()["definitions"]["expected"]["properties"].isMember(name)) << name;
  }
  EXPECT_EQ(types, entrypoint_types());
}

}  // namespace
}  // namespace itk::invoke

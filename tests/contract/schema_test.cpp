// The examples, the schemas and the structs must say the same.
#include <gtest/gtest.h>
#include <json/json.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <valijson/adapters/jsoncpp_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "common/model/tag.h"

namespace itk::model {
namespace {

const std::string k_folder = ITK_SOURCE_DIR "/common/model/";

Json::Value parse(const std::string& text) {
  Json::Value value;
  std::istringstream stream(text);
  stream >> value;
  return value;
}

Json::Value schema_of(const std::string& type) {
  std::ifstream file(k_folder + "schema/" + type + ".json");
  Json::Value schema;
  file >> schema;
  return schema;
}

std::string violations(const Json::Value& schema_json, const Json::Value& value) {
  valijson::Schema schema;
  valijson::SchemaParser parser;
  parser.populateSchema(valijson::adapters::JsonCppAdapter(schema_json), schema);
  valijson::Validator validator;
  valijson::ValidationResults results;
  if (validator.validate(schema, valijson::adapters::JsonCppAdapter(value), &results)) {
    return "";
  }
  std::string text = "invalid";
  for (valijson::ValidationResults::Error error; results.popError(error);) {
    text += "; " + error.description;
  }
  return text;
}

std::vector<Json::Value> examples() {
  std::ifstream file(k_folder + "examples.jsonl");
  std::vector<Json::Value> values;
  for (std::string line; std::getline(file, line);) {
    values.push_back(parse(line));
  }
  return values;
}

std::string type_of(const Json::Value& record) {
  const std::string tag = record["itk"].asString();
  return tag.substr(0, tag.find('/'));
}

TEST(Schema, EveryExampleIsValid) {
  for (const Json::Value& record : examples()) {
    EXPECT_EQ(violations(schema_of(type_of(record)), record), "") << record;
  }
}

TEST(Schema, EveryKnownTypeHasOneAndNothingElseDoes) {
  std::vector<std::string> types;
  for (const auto& entry : std::filesystem::directory_iterator(k_folder + "schema")) {
    types.push_back(entry.path().stem().string());
  }
  std::sort(types.begin(), types.end());
  EXPECT_EQ(types, known_types());
}

TEST(Schema, RefusesExamplesWithoutAnyOneOfTheirRequiredMembers) {
  for (const Json::Value& record : examples()) {
    const Json::Value schema = schema_of(type_of(record));
    for (const Json::Value& name : schema["required"]) {
      Json::Value broken = record;
      broken.removeMember(name.asString());
      EXPECT_NE(violations(schema, broken), "") << name << record;
    }
  }
}

TEST(Schema, NamesEveryMemberOfTheExamples) {
  for (const Json::Value& record : examples()) {
    const Json::Value schema = schema_of(type_of(record));
    for (const std::string& name : record.getMemberNames()) {
      EXPECT_TRUE(schema["properties"].isMember(name)) << type_of(record) << " " << name;
    }
  }
}

}  // namespace
}  // namespace itk::model

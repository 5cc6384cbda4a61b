// Any bytes are a case, a payload, settings and a fixture, or problems; and as a variable they arrive as they are.
#include <cstdint>
#include <cstdlib>

#include "itk-invoke/case_loader.h"
#include "itk-invoke/json_document.h"
#include "itk-invoke/late_text.h"
#include "itk-invoke/substitute.h"
#include "itk-invoke/validate_dotenv.h"
#include "itk-invoke/validate_json.h"
#include "itk-invoke/yaml_to_json.h"

namespace invoke = itk::invoke;

namespace {

void check_variable(const std::string& text) {
  itk::Environment variables;
  variables.set("A", text);
  const auto sent =
      invoke::LateText::plain(invoke::substitute("${A:-}${itk.nonce}${A:-}", invoke::Names{variables}).text);
  invoke::LateValues values;
  values.nonce = "-";
  if (sent.render(values) != text + "-" + text) {
    std::abort();
  }
}

void check_json(std::string_view text) {
  invoke::YamlDocument document = invoke::parse_json_document(text);
  std::vector<invoke::YamlProblem> problems;
  if (document.problems.empty() && !itk::json::is_one_line_json(invoke::to_json(document.root, problems))) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  invoke::Problems problems(invoke::Purpose::Check);
  invoke::load_rows("case.yaml", text, itk::Environment(), {}, problems);
  invoke::SchemaChecker schemas;
  invoke::validate_dotenv(".env", text, problems);
  invoke::validate_fixture("fixture.jsonl", text, schemas, problems);
  check_json(text);
  check_variable(text);
  return 0;
}

#include "itk-invoke/lambda_invoke.h"

#include "itk-invoke/function_delivery.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {

std::unique_ptr<Delivery> compile_lambda_invoke(const Case& test_case, const settings::Settings& settings,
                                                Problems& problems) {
  TargetReader reader(test_case, settings, problems);
  std::optional<FunctionTarget> target = read_function_target(reader);
  if (test_case.payload.is_null()) {
    reader.complain(
        test_case.entrypoint_at, "missing_field",
        "\"entrypoint.payload\" is missing; add the event that the function shall get, {} for an empty one");
    return nullptr;
  }
  if (!target) {
    return nullptr;
  }
  std::vector<YamlProblem> said_before;  // when the case was read
  const LateText payload = LateText::json(to_json(test_case.payload, said_before));
  auto show = [payload](const LateValues& values) { return RawJson{payload.shown(values)}; };
  return make_function_delivery(std::move(*target), {std::move(show), payload.fetches()},
                                [payload](const Execution& execution, const std::string&, Timestamp) {
                                  return FunctionEvent{payload.render(execution.values), {}};
                                });
}

}  // namespace itk::invoke

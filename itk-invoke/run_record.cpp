#include "itk-invoke/run_record.h"

#include "common/json/writer.h"

namespace itk::invoke {

RawJson ci_context(const Environment& environment) {
  if (environment.get("GITHUB_ACTIONS") != "true") {
    return {};
  }
  const auto get = [&](std::string_view name) { return environment.get(name).value_or(""); };
  std::string text;
  json::ObjectWriter writer(text);
  writer.string("provider", "github");
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) {
      writer.string(name, value);
    }
  };
  add("run_id", get("GITHUB_RUN_ID"));
  add("attempt", get("GITHUB_RUN_ATTEMPT"));
  add("workflow", get("GITHUB_WORKFLOW"));
  add("job", get("GITHUB_JOB"));
  add("repository", get("GITHUB_REPOSITORY"));
  add("ref", get("GITHUB_REF"));
  add("sha", get("GITHUB_SHA"));
  add("event", get("GITHUB_EVENT_NAME"));
  const std::string server = get("GITHUB_SERVER_URL"), repository = get("GITHUB_REPOSITORY");
  if (!server.empty() && !repository.empty() && !get("GITHUB_RUN_ID").empty()) {
    add("url", server + "/" + repository + "/actions/runs/" + get("GITHUB_RUN_ID"));
  }
  writer.close();
  return {std::move(text)};
}

}  // namespace itk::invoke

#include "itk-invoke/validate.h"

#include <fmt/core.h>

#include "common/base/atomic_file.h"
#include "common/json/writer.h"
#include "common/settings/dotenv.h"
#include "common/settings/find_upwards.h"
#include "itk-invoke/plan.h"
#include "itk-invoke/saved_stream.h"
#include "itk-invoke/validate_dotenv.h"
#include "itk-invoke/validate_input.h"
#include "itk-invoke/validate_json.h"
#include "itk-invoke/validate_stream.h"

namespace itk::invoke {
namespace {

Purpose purpose_of(const std::string& mode) {
  return mode == "live" ? Purpose::Live : mode == "dev-fixtures" ? Purpose::DevFixtures : Purpose::Check;
}

// Lines of the .env in use that say nothing are worth a word where its values are put into cases.
void note_unread_settings(const ValidateOptions& options, const Environment& environment, Problems& problems) {
  const std::optional<std::string> file =
      options.env_file.empty() ? settings::find_upwards(options.folder, ".env", environment.get("HOME").value_or(""))
                               : std::optional(options.env_file);
  const Result<std::string> text = file ? read_file(*file) : Result<std::string>("");
  for (const auto& line : settings::parse_dotenv(text.value_or("")).unread) {
    problems.warning(*file, {static_cast<std::int64_t>(line.line), 1}, "bad_line", line.why + "; the line is ignored");
  }
}

Status validate_cases(const std::vector<std::string>& files, const ValidateOptions& options,
                      const Environment& environment, Problems& problems) {
  if (files.empty()) {
    return {};
  }
  ITK_TRY_ASSIGN(const settings::Settings settings,
                 settings::Settings::load({environment, options.folder, options.env_file}));
  note_unread_settings(options, environment, problems);
  ITK_TRY(plan_cases(files, {}, settings, problems, environment));
  return {};
}

// A file that cannot be read is a problem among others.
void validate_text(const Input& input, SchemaChecker& schemas, Problems& problems) {
  const Result<std::string> text = read_file(input.path);
  if (!text) {
    problems.error(input.path, {}, text.error().code, text.error().message);
  } else if (input.kind == InputKind::Dotenv) {
    validate_dotenv(input.path, *text, problems);
  } else if (input.kind == InputKind::Targets) {
    validate_targets(input.path, *text, schemas, problems);
  } else {
    validate_fixture(input.path, *text, schemas, problems);
  }
}

void validate_stream_file(const std::string& path, SchemaChecker& schemas, Problems& problems) {
  Status checked;
  if (path == "-") {
    LineReader lines({path});
    checked = validate_stream("<stdin>", lines, schemas, problems);
  } else if (Result<SavedStream> stream = SavedStream::open(path); !stream) {
    checked = tl::make_unexpected(std::move(stream).error());
  } else {
    checked = validate_stream(path, stream->reader(), schemas, problems);
  }
  if (!checked) {
    problems.error(path, {}, checked.error().code, checked.error().message);
  }
}

std::string line_of(const Problem& problem) {
  const bool is_warning = problem.level == Problem::Level::Warning;
  return fmt::format("{}:{}:{}: {}{}", problem.at.file, problem.at.line, problem.at.column,
                     is_warning ? "warning: " : "", problem.message);
}

std::string json_of(const Problem& problem) {
  std::string text;
  json::ObjectWriter object(text);
  object.string("file", problem.at.file);
  object.integer("line", problem.at.line);
  object.integer("column", problem.at.column);
  object.string("level", problem.level == Problem::Level::Warning ? "warning" : "error");
  object.string("code", problem.code);
  object.string("message", problem.message);
  object.close();
  return text;
}

}  // namespace

Result<ExitCode> validate(const ValidateOptions& options, const Environment& environment, LineWriter& out) {
  // What there is.
  Problems problems(purpose_of(options.mode));
  std::vector<Input> inputs = list_inputs(options.paths, problems);
  for (const std::string& fixture : options.fixtures) {
    inputs.push_back({fixture, InputKind::Fixture});
  }
  for (const std::string& test_case : options.cases) {
    inputs.push_back({test_case, InputKind::Case});
  }

  // All that is wrong with it; cases together, for their ids.
  std::vector<std::string> cases;
  Problems of_streams(problems.purpose());
  SchemaChecker schemas;
  for (const Input& input : inputs) {
    if (input.kind == InputKind::Case) {
      cases.push_back(input.path);
    } else if (input.kind == InputKind::Stream) {
      validate_stream_file(input.path, schemas, of_streams);
    } else {
      validate_text(input, schemas, problems);
    }
  }
  ITK_TRY(validate_cases(cases, options, environment, problems));

  // One line for each.
  for (const Problems* found : {&problems, &of_streams}) {
    for (const Problem& problem : found->sorted()) {
      ITK_TRY(out.write(options.json ? json_of(problem) : line_of(problem)));
    }
  }
  ITK_TRY(out.commit());
  return problems.has_errors() ? ExitCode::Usage : of_streams.has_errors() ? ExitCode::Contract : ExitCode::Ok;
}

}  // namespace itk::invoke

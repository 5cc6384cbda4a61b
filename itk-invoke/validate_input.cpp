#include "itk-invoke/validate_input.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>

#include "itk-invoke/case_files.h"
#include "itk-invoke/nearest_files.h"
#include "itk-invoke/saved_stream.h"

namespace itk::invoke {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_what_is_known =
    "cases are *.yaml, streams and fixtures *.jsonl, targets targets.json, settings .env";

bool is_dotenv(std::string_view name) { return name == ".env" || name.starts_with(".env.") || name.ends_with(".env"); }

bool is_lines(std::string_view name) {
  return name.ends_with(".jsonl") || name.ends_with(".jsonl.gz") || name.ends_with(".ndjson");
}

// A record says what it is in each line, and first, where we wrote it; a fixture is anything else.
InputKind kind_of_lines(const std::string& path) {
  Result<SavedStream> stream = SavedStream::open(path);
  if (!stream) {
    return InputKind::Stream;  // which says why it cannot be read
  }
  json::Parser parser;
  for (;;) {
    const auto line = stream->reader().next();
    if (!line || !*line) {
      return InputKind::Fixture;
    }
    if (!(*line)->empty()) {
      const auto members = parser.object(**line);
      const bool is_record = members ? json::find(**members, "itk") != nullptr : (*line)->starts_with("{\"itk\"");
      return is_record ? InputKind::Stream : InputKind::Fixture;
    }
  }
}

std::optional<InputKind> recognise(const fs::path& path) {
  const std::string name = path.filename().string();
  if (is_case_file(path)) {
    return InputKind::Case;
  }
  if (is_dotenv(name)) {
    return InputKind::Dotenv;
  }
  if (is_lines(name)) {
    return kind_of_lines(path.string());
  }
  if (path.extension() == ".json" && name.find("targets") != std::string::npos) {
    return InputKind::Targets;
  }
  return std::nullopt;
}

std::vector<std::string> files_in(const std::string& folder, Problems& problems) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_regular_file(ignored)) {
      files.push_back((fs::path(folder) / entry->path().filename()).lexically_normal().string());
    }
  }
  if (error) {
    problems.error(folder, {}, "cannot_read", fmt::format("cannot read this folder: {}", error.message()));
  }
  const fs::path targets = fs::path(folder) / ".itk" / "targets.json";
  std::error_code ignored;
  if (fs::is_regular_file(targets, ignored)) {
    files.push_back(targets.lexically_normal().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

class Lister {
 public:
  explicit Lister(Problems& problems) : problems_(problems) {}

  void add_named(const std::string& path) {
    std::error_code ignored;
    if (path == "-") {
      add(path, InputKind::Stream);
    } else if (fs::is_directory(path, ignored)) {
      add_folder(path);
    } else if (!fs::exists(path, ignored)) {
      problems_.error(path, {}, "file_not_found", "this file does not exist" + did_you_mean_file(path));
    } else if (const std::optional<InputKind> kind = recognise(path)) {
      add(path, *kind);
    } else {
      problems_.error(path, {}, "not_recognised", fmt::format("what is this? ({})", k_what_is_known));
    }
  }

  std::vector<Input> take() { return std::move(inputs_); }

 private:
  void add_folder(const std::string& folder) {
    bool is_empty = true;
    const std::size_t errors_before = problems_.error_count();
    for (const std::string& file : files_in(folder, problems_)) {
      if (const std::optional<InputKind> kind = recognise(file)) {
        add(file, *kind);
        is_empty = false;
      }
    }
    if (is_empty && problems_.error_count() == errors_before) {
      problems_.error(folder, {}, "nothing_here",
                      fmt::format("nothing in this folder can be checked ({})", k_what_is_known));
    }
  }

  void add(const std::string& path, InputKind kind) {
    if (seen_.insert(fs::path(path).lexically_normal().string()).second) {
      inputs_.push_back({path, kind});
    }
  }

  Problems& problems_;
  std::vector<Input> inputs_;
  std::set<std::string> seen_;
};

}  // namespace

std::vector<Input> list_inputs(const std::vector<std::string>& paths, Problems& problems) {
  Lister lister(problems);
  for (const std::string& path : paths) {
    lister.add_named(path);
  }
  return lister.take();
}

}  // namespace itk::invoke

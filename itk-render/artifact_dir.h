// A folder of artifacts that appears whole or not at all. Everything is written into DIR.XXXXXX.tmp beside it and takes
// the place of DIR in one rename; whoever is killed before that leaves the previous run as it was.
//
// DIR holds a file `.itk-run`, which says that ITK wrote the folder and names what it wrote on top of it. A folder that
// is neither empty nor marked is refused. What somebody else put beside the artifacts of a marked folder (evidence,
// JUnit files, notes) is not named there and moves on into the new folder.
//
// There is no fsync: a crash of the machine may cost the run that was just written, a crash of ITK may not.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace itk::render {

inline constexpr std::string_view k_marker = ".itk-run";

class ArtifactDir {
 public:
  // Refuses what may not be replaced before any work is done; makes the temporary folder.
  static Result<ArtifactDir> create(const std::string& path);
  ~ArtifactDir();
  ArtifactDir(ArtifactDir&& other) noexcept;
  ArtifactDir& operator=(ArtifactDir&&) = delete;

  // From now on write() refuses what `look` refuses, by its name and bytes.
  void look_with(std::function<Status(const std::string&, std::string_view)> look) { look_ = std::move(look); }
  // Writes a file; `relative` may name folders that are yet to be made.
  Status write(const std::string& relative, std::string_view bytes);
  // Puts the folder in its place and removes the previous one.
  Status commit();

 private:
  ArtifactDir() = default;
  Status make_folders_of(const std::string& relative);
  Status keep_what_others_wrote();
  Status put_in_place();

  std::string path_, temporary_;
  std::function<Status(const std::string&, std::string_view)> look_;
  std::set<std::string> folders_;  // made so far, relative
  std::set<std::string> entries_;  // on top of the folder
};

}  // namespace itk::render

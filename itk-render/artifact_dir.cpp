#include "itk-render/artifact_dir.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "common/base/atomic_file.h"

namespace itk::render {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_marker_head =
    "# ITK wrote this folder; the next run with the same --out replaces the entries below and keeps all others.\n";

tl::unexpected<Error> failed(std::string_view what, const std::string& path, int code, std::string_view advice = "") {
  return tl::make_unexpected(
      file_error("cannot_write", fmt::format("cannot {} {}: {}{}", what, path, std::strerror(code), advice)));
}

// The folder that `path` means, through links, so that a link to a folder stays one.
Result<std::string> resolve(const std::string& path) {
  std::string text = path;
  while (text.size() > 1 && text.back() == '/') {
    text.pop_back();
  }
  std::error_code error;
  if (fs::is_symlink(text, error)) {
    const fs::path target = fs::canonical(text, error);
    if (error) {
      return failed("follow", text, error.value());
    }
    text = target.string();
  }
  const std::string name = fs::path(text).filename().string();
  if (text.empty() || name.empty() || name == "." || name == "..") {
    return tl::make_unexpected(usage_error(
        "bad_out", fmt::format("--out {}: give the folder a name of its own; it is replaced as a whole", path)));
  }
  return text;
}

Status check_replaceable(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    return {};
  }
  if (error) {
    return failed("read", path, error.value());
  }
  if (!fs::is_directory(status)) {
    return tl::make_unexpected(
        usage_error("not_a_folder", fmt::format("--out {}: there is a file of that name", path)));
  }
  const bool is_empty = fs::is_empty(path, error);
  if (error) {
    return failed("read", path, error.value());
  }
  if (!is_empty && !fs::exists(fs::path(path) / k_marker, error)) {
    return tl::make_unexpected(usage_error(
        "foreign_folder",
        fmt::format("--out {}: the folder is not empty and was not written by ITK (it has no {}); name another one, "
                    "or empty it yourself",
                    path, k_marker)));
  }
  return {};
}

Result<std::string> make_temporary(const std::string& path) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    std::uint32_t random = 0;
    if (getrandom(&random, sizeof random, 0) != sizeof random) {
      return failed("find a name beside", path, errno);
    }
    std::string name = fmt::format("{}.{:06x}.tmp", path, random & 0xffffffu);
    if (::mkdir(name.c_str(), 0777) == 0) {
      return name;
    }
    if (errno != EEXIST) {
      return failed("create the folder", name, errno, errno == ENOENT ? " (its parent must exist)" : "");
    }
  }
  return failed("create a folder beside", path, EEXIST);
}

// The entries that the previous run wrote, and its marker.
std::set<std::string> entries_of_marker(const std::string& text) {
  std::set<std::string> entries = {std::string(k_marker)};
  std::size_t begin = 0;
  for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
    if (text[begin] != '#') {
      entries.insert(text.substr(begin, end - begin));
    }
  }
  return entries;
}

}  // namespace

Result<ArtifactDir> ArtifactDir::create(const std::string& path) {
  ArtifactDir dir;
  ITK_TRY_ASSIGN(dir.path_, resolve(path));
  ITK_TRY(check_replaceable(dir.path_));
  std::error_code ignored;
  const fs::path parent = fs::path(dir.path_).parent_path();
  if (!parent.empty()) {
    fs::create_directories(parent, ignored);  // what fails here fails again, with a message, on the next line
  }
  ITK_TRY_ASSIGN(dir.temporary_, make_temporary(dir.path_));
  return dir;
}

ArtifactDir::ArtifactDir(ArtifactDir&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      look_(std::move(other.look_)),
      folders_(std::move(other.folders_)),
      entries_(std::move(other.entries_)) {}

ArtifactDir::~ArtifactDir() {
  if (!temporary_.empty()) {
    std::error_code ignored;
    fs::remove_all(temporary_, ignored);
  }
}

Status ArtifactDir::make_folders_of(const std::string& relative) {
  for (std::size_t slash = relative.find('/'); slash != std::string::npos; slash = relative.find('/', slash + 1)) {
    const std::string folder = relative.substr(0, slash);
    if (!folders_.insert(folder).second) {
      continue;
    }
    const std::string path = temporary_ + "/" + folder;
    if (::mkdir(path.c_str(), 0777) != 0 && errno != EEXIST) {
      return failed("create the folder", path, errno);
    }
  }
  return {};
}

Status ArtifactDir::write(const std::string& relative, std::string_view bytes) {
  if (look_) {
    ITK_TRY(look_(relative, bytes));
  }
  ITK_TRY(make_folders_of(relative));
  entries_.insert(relative.substr(0, relative.find('/')));
  const std::string path = temporary_ + "/" + relative;
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) {
    return failed("create", path, errno);
  }
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) {
      const int code = errno;
      ::close(fd);
      return failed("write", path, code);
    }
    bytes.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
  if (::close(fd) != 0) {
    return failed("write", path, errno);
  }
  return {};
}

Status ArtifactDir::keep_what_others_wrote() {
  std::error_code error;
  if (!fs::exists(fs::path(path_) / k_marker, error)) {
    return {};
  }
  ITK_TRY_ASSIGN(const std::string marker, read_file(path_ + "/" + std::string(k_marker)));
  const std::set<std::string> ours = entries_of_marker(marker);
  fs::directory_iterator entry(path_, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (ours.count(name) > 0) {
      continue;
    }
    if (entries_.count(name) > 0) {
      return tl::make_unexpected(usage_error(
          "foreign_file", fmt::format("{}/{} was not written by itk-render, which now has to write an artifact of that "
                                      "name; move it away",
                                      path_, name)));
    }
    const fs::path target = fs::path(temporary_) / name;
    const auto how = fs::copy_options::recursive | fs::copy_options::copy_symlinks;
    fs::copy(entry->path(), target, how | fs::copy_options::create_hard_links, error);
    if (error) {  // a file system without hard links
      fs::remove_all(target, error);
      fs::copy(entry->path(), target, how, error);
    }
    if (error) {
      return failed("keep", path_ + "/" + name, error.value());
    }
  }
  return error ? Status(failed("read", path_, error.value())) : Status();
}

Status ArtifactDir::put_in_place() {
  constexpr std::string_view k_advice = " (name a folder that is not a mount point)";
  if (::rename(temporary_.c_str(), path_.c_str()) == 0) {  // nothing there, or an empty folder
    temporary_.clear();
    return {};
  }
  if (errno != ENOTEMPTY && errno != EEXIST) {
    return failed("rename the new folder to", path_, errno, k_advice);
  }
  if (::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, path_.c_str(), RENAME_EXCHANGE) == 0) {
    return {};  // temporary_ is the previous run now, and the destructor removes it
  }
  if (errno != EINVAL && errno != ENOSYS) {
    return failed("replace", path_, errno, k_advice);
  }
  // A file system that cannot exchange: between the two renames there is no folder, but never half of one.
  const std::string previous = temporary_ + ".previous";
  if (::rename(path_.c_str(), previous.c_str()) != 0) {
    return failed("replace", path_, errno, k_advice);
  }
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
    const int code = errno;
    ::rename(previous.c_str(), path_.c_str());
    return failed("replace", path_, code, k_advice);
  }
  temporary_ = previous;
  return {};
}

Status ArtifactDir::commit() {
  ITK_TRY(keep_what_others_wrote());
  std::string marker(k_marker_head);
  for (const std::string& entry : entries_) {
    marker += entry + "\n";
  }
  ITK_TRY(write(std::string(k_marker), marker));
  ITK_TRY(check_replaceable(path_));  // once more: somebody may have put something there meanwhile
  return put_in_place();
}

}  // namespace itk::render

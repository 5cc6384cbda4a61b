#include "common/redact/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>

#include "common/base/atomic_file.h"
#include "common/base/digest.h"
#include "common/base/text.h"
#include "common/redact/chars.h"

namespace itk::redact {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_least_characters = 16;
constexpr std::size_t k_key_bytes = 32;

Error key_error(const std::string& path, const std::string& what) {
  return file_error("redact_key", fmt::format("{}: {}; or set ITK_REDACT_KEY", path, what));
}

// The first of `folder` and the folders above it, up to the git root, for which `has` holds.
template <class Predicate>
std::optional<fs::path> find_folder(const std::string& folder, Predicate has) {
  constexpr int k_most_levels = 64;
  std::error_code error;
  fs::path here = fs::absolute(folder.empty() ? "." : folder, error).lexically_normal();
  for (int level = 0; level < k_most_levels; ++level) {
    if (has(here)) {
      return here;
    }
    if (fs::exists(here / ".git", error) || here == here.root_path()) {
      return std::nullopt;
    }
    here = here.parent_path();
  }
  return std::nullopt;
}

Result<std::string> read_key(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) == 0 && (info.st_mode & 077) != 0 && chmod(path.c_str(), 0600) != 0) {
    return tl::make_unexpected(key_error(path, "others can read this key: chmod 600 it"));
  }
  ITK_TRY_ASSIGN(const std::string text, read_file(path));
  const std::string key(trim(text));
  if (key.size() != 2 * k_key_bytes || !all_of(key, is_hex)) {
    return tl::make_unexpected(key_error(path, "not a key of 64 hex digits: remove the file, a new one will be made"));
  }
  return key;
}

Status write_all(const std::string& path, std::string_view text) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written =
      fd >= 0 && write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
  const int reason = errno;
  if (fd >= 0) {
    close(fd);
  }
  if (!written) {
    return tl::make_unexpected(key_error(path, fmt::format("cannot write the key: {}", std::strerror(reason))));
  }
  return {};
}

// Complete under a name of its own, then linked: link(2) fails where another tool was first, so that nobody ever reads
// half a key and all agree on one.
Result<std::string> make_key(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  std::array<unsigned char, k_key_bytes + 8> random{};
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) {
    return tl::make_unexpected(internal_error("the system gives no random bytes for .itk/redact.key"));
  }
  const std::string path = folder / "redact.key";
  const std::string temporary = path + "." + to_hex(random.data() + k_key_bytes, 8);
  ITK_TRY(write_all(temporary, to_hex(random.data(), k_key_bytes) + "\n"));
  const bool failed = link(temporary.c_str(), path.c_str()) != 0 && errno != EEXIST;
  const int reason = errno;
  unlink(temporary.c_str());
  if (failed) {
    return tl::make_unexpected(key_error(path, fmt::format("cannot make the key: {}", std::strerror(reason))));
  }
  if (!fs::exists(folder / ".gitignore", error)) {
    ITK_TRY(write_file(folder / ".gitignore", "redact.key*\n"));
  }
  return read_key(path);
}

}  // namespace

Result<std::string> find_or_make_key(const Environment& environment, const std::string& folder) {
  if (const auto given = environment.get("ITK_REDACT_KEY")) {
    if (given->size() < k_least_characters) {
      return tl::make_unexpected(
          usage_error("redact_key",
                      fmt::format("ITK_REDACT_KEY has less than {} characters: such a key can be guessed, and with it "
                                  "what was redacted. Make one with: openssl rand -hex 32",
                                  k_least_characters)));
    }
    return *given;
  }
  std::error_code error;
  const auto kept = find_folder(folder, [&](const fs::path& at) { return fs::exists(at / ".itk/redact.key", error); });
  if (kept) {
    return read_key(*kept / ".itk/redact.key");
  }
  const auto root = find_folder(folder, [&](const fs::path& at) { return fs::exists(at / ".git", error); });
  return make_key(root.value_or(folder.empty() ? "." : folder) / ".itk");
}

std::string key_fingerprint(std::string_view key) {
  constexpr std::size_t k_shown = 16;
  return sha256_hex("itk-redact" + std::string(key)).substr(0, k_shown);
}

}  // namespace itk::redact

#include "common/base/line_writer.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace itk {
namespace {

constexpr std::size_t k_flush_bytes = 64u << 10;

}  // namespace

Result<LineWriter> LineWriter::open(const std::string& path) {
  LineWriter writer;
  if (path == "-") {
    writer.fd_ = STDOUT_FILENO;
    writer.name_ = "<stdout>";
    return writer;
  }
  ITK_TRY_ASSIGN(writer.file_, AtomicFile::create(path));
  writer.fd_ = writer.file_->fd();
  writer.name_ = path;
  return writer;
}

LineWriter LineWriter::to_string(std::string& text) {
  LineWriter writer;
  writer.text_ = &text;
  return writer;
}

LineWriter LineWriter::to_nowhere() { return LineWriter(); }

Status LineWriter::write(std::string_view line) {
  ++lines_;
  if (text_ != nullptr) {
    text_->append(line).push_back('\n');
  }
  buffer_.append(line).push_back('\n');
  return buffer_.size() >= k_flush_bytes ? flush() : Status{};
}

std::string LineWriter::finish_digest() {
  hash_.update(std::string_view(buffer_).substr(hashed_));
  hashed_ = buffer_.size();
  return to_hex(hash_.finish());
}

Status LineWriter::flush() {
  hash_.update(std::string_view(buffer_).substr(hashed_));
  hashed_ = 0;
  std::string_view rest = fd_ < 0 ? std::string_view{} : std::string_view(buffer_);
  while (!rest.empty()) {
    const ssize_t written = ::write(fd_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      return tl::make_unexpected(
          file_error("cannot_write", fmt::format("cannot write {}: {}", name_, std::strerror(errno))));
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  buffer_.clear();
  return {};
}

Status LineWriter::commit() {
  ITK_TRY(flush());
  return file_ ? file_->commit() : Status{};
}

}  // namespace itk

#include "itk-invoke/saved_stream.h"

#include <fmt/core.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace itk::invoke {
namespace {

struct CloseGzip {
  void operator()(gzFile_s* file) const { gzclose(file); }
};
using GzipFile = std::unique_ptr<gzFile_s, CloseGzip>;

Error cannot_read(const std::string& path, std::string_view why) {
  return file_error("cannot_read", fmt::format("{}: cannot be read: {}", path, why));
}

// zlib reads what is not compressed as it is; only what begins like gzip goes through it.
bool is_gzip(std::FILE* file) {
  std::array<unsigned char, 2> head{};
  const bool is_it = std::fread(head.data(), 1, head.size(), file) == head.size() && head[0] == 0x1f && head[1] == 0x8b;
  std::rewind(file);
  return is_it;
}

Status unpack(const std::string& path, std::FILE* into) {
  const GzipFile file(gzopen(path.c_str(), "rb"));
  if (!file) {
    return tl::make_unexpected(cannot_read(path, std::strerror(errno)));
  }
  std::array<char, 1u << 16> buffer{};
  for (;;) {
    const int size = gzread(file.get(), buffer.data(), buffer.size());
    if (size > 0) {
      if (std::fwrite(buffer.data(), 1, static_cast<std::size_t>(size), into) != static_cast<std::size_t>(size)) {
        return tl::make_unexpected(cannot_read(path, "no room for it in the temporary folder"));
      }
      continue;
    }
    int error = Z_OK;
    const char* text = gzerror(file.get(), &error);
    if (error != Z_OK) {
      return tl::make_unexpected(cannot_read(path, error == Z_BUF_ERROR ? "the compressed file is cut" : text));
    }
    return {};
  }
}

}  // namespace

Result<SavedStream> SavedStream::open(const std::string& path) {
  SavedStream stream;
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rbe"));
  if (!file) {
    return tl::make_unexpected(cannot_read(path, std::strerror(errno)));
  }
  if (!is_gzip(file.get())) {
    stream.reader_ = std::make_unique<LineReader>(std::vector<std::string>{path});
    return stream;
  }
  stream.unpacked_.reset(std::tmpfile());
  if (!stream.unpacked_) {
    return tl::make_unexpected(cannot_read(path, "no temporary file can be made"));
  }
  ITK_TRY(unpack(path, stream.unpacked_.get()));
  std::fflush(stream.unpacked_.get());
  std::rewind(stream.unpacked_.get());
  stream.reader_ = std::make_unique<LineReader>(fileno(stream.unpacked_.get()), path);
  return stream;
}

}  // namespace itk::invoke

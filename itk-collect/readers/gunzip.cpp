#include "itk-collect/readers/gunzip.h"

#include <fmt/core.h>
#include <zlib.h>

#include <algorithm>
#include <climits>
#include <memory>

namespace itk::collect::readers {
namespace {

constexpr std::size_t k_step = 256u << 10;

}  // namespace

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b\x08"); }

Unpacked gunzip(std::string_view bytes, std::size_t most) {
  Unpacked out;
  z_stream stream{};
  constexpr int k_gzip_only = 16 + MAX_WBITS;
  if (inflateInit2(&stream, k_gzip_only) != Z_OK) {
    return {{}, "out of memory"};
  }
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, inflateEnd);
  std::size_t taken = 0;
  while (taken < bytes.size()) {
    const std::size_t give = std::min<std::size_t>(bytes.size() - taken, UINT_MAX);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + taken));  // zlib does not write there
    stream.avail_in = static_cast<uInt>(give);
    const std::size_t before = out.bytes.size();
    out.bytes.resize(before + k_step);
    stream.next_out = reinterpret_cast<Bytef*>(out.bytes.data() + before);
    stream.avail_out = k_step;
    const int code = inflate(&stream, Z_NO_FLUSH);
    taken += give - stream.avail_in;
    out.bytes.resize(before + k_step - stream.avail_out);
    if (code == Z_STREAM_END) {
      // Another member, or padding that nobody needs.
      if (!is_gzip(bytes.substr(taken)) || inflateReset(&stream) != Z_OK) {
        return out;
      }
    } else if (code != Z_OK) {
      out.problem = fmt::format("gzip is damaged at byte {}", taken);
      return out;
    } else if (out.bytes.size() > most) {
      out.problem = fmt::format("it unpacks to more than {} bytes", most);
      return out;
    }
  }
  // Output may be left where the input has all been taken.
  for (int code = Z_OK; code == Z_OK;) {
    const std::size_t before = out.bytes.size();
    out.bytes.resize(before + k_step);
    stream.next_out = reinterpret_cast<Bytef*>(out.bytes.data() + before);
    stream.avail_out = k_step;
    code = inflate(&stream, Z_NO_FLUSH);
    out.bytes.resize(before + k_step - stream.avail_out);
    if (code == Z_STREAM_END) {
      return out;
    }
  }
  out.problem = "gzip ends too early";
  return out;
}

}  // namespace itk::collect::readers

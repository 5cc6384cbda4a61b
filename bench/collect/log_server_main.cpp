// bench_log_server READY_FILE PAGES [CALLS_PER_SECOND]: serves until SIGTERM; READY_FILE gets a line for a shell to
// source.
// bench_log_server --write FILE PAGES: the same pages as a file, one answer a line, for itk-collect --read.
#include <fmt/core.h>
#include <signal.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "bench/collect/log_server.h"
#include "common/base/atomic_file.h"

namespace {

using namespace itk::bench;

int fail(const itk::Error& error) {
  fmt::print(stderr, "bench_log_server: error: {}\n", error.message);
  return static_cast<int>(error.exit);
}

itk::Status serve(const std::string& ready_file, const LogServerOptions& options) {
  LogServer server(options);
  ITK_TRY(server.listen());
  ITK_TRY(itk::write_file(ready_file, fmt::format("LOGS_HTTP=http://127.0.0.1:{}\n", server.port())));
  ITK_TRY(server.serve());
  fmt::print("{}\n", server.stats());
  return {};
}

int write_pages(const char* path, const LogServerOptions& options) {
  std::FILE* file = std::fopen(path, "w");
  if (file == nullptr) {
    return fail(itk::file_error("cannot_write", fmt::format("cannot write {}", path)));
  }
  LogPages pages(64, options.page_bytes);
  for (std::int64_t i = 0; i < options.pages; ++i) {
    const std::string_view page = pages.page(i, i + 1 == options.pages);
    std::fwrite(page.data(), 1, page.size(), file);
    std::fputc('\n', file);
  }
  return std::fclose(file) == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const bool writes = argc == 4 && std::string_view(argv[1]) == "--write";
  if (argc < 3 || argc > 4) {
    fmt::print(stderr, "usage: bench_log_server READY_FILE PAGES [CALLS_PER_SECOND]\n"
                       "       bench_log_server --write FILE PAGES\n");
    return 2;
  }
  LogServerOptions options;
  options.pages = std::atoll(argv[writes ? 3 : 2]);
  if (writes) {
    return write_pages(argv[2], options);
  }
  if (argc == 4) {
    options.calls_per_second = std::atof(argv[3]);
    options.page_bytes = 50'000;  // the calls are what counts
  }
  signal(SIGPIPE, SIG_IGN);
  const itk::Status done = serve(argv[1], options);
  return done ? 0 : fail(done.error());
}

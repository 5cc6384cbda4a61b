// sqs-sink: an SQS that takes every message and keeps none, as fast as one core can.
//
//   sqs-sink READY_FILE CERTIFICATE_FILE
//
// Writes the addresses to READY_FILE as lines that a shell can source; on SIGTERM, what it counted to stdout.
#include <fmt/core.h>
#include <signal.h>

#include "bench/invoke/sink.h"
#include "common/base/atomic_file.h"

namespace {

int fail(const itk::Error& error) {
  fmt::print(stderr, "sqs-sink: error: {}\n", error.message);
  return static_cast<int>(error.exit);
}

itk::Status run(const std::string& ready_file, const std::string& certificate_file) {
  ITK_TRY_ASSIGN(itk::bench::TlsContext tls, itk::bench::make_tls_context(certificate_file));
  itk::bench::Sink sink(std::move(tls));
  ITK_TRY(sink.listen());
  ITK_TRY(itk::write_file(ready_file, fmt::format("SINK_HTTP=http://127.0.0.1:{}\nSINK_HTTPS=https://127.0.0.1:{}\n",
                                                  sink.port(), sink.tls_port())));
  ITK_TRY(sink.serve());
  fmt::print("{}\n", sink.stats());
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: sqs-sink READY_FILE CERTIFICATE_FILE\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to clients that have gone
  const itk::Status done = run(argv[1], argv[2]);
  return done ? 0 : fail(done.error());
}

// request-mirror: the worst server that a client with secrets can meet. It refuses every request, and quotes all of it in
// the refusal, as AWS does where a signature is wrong and as gateways do when they are helpless.
//
//   request-mirror READY_FILE LOG_FILE ANSWERS_DIR
//
// Writes MIRROR=<url> to READY_FILE, and each request to LOG_FILE. A file in ANSWERS_DIR whose name is the path with "_"
// for "/" (and "." and the Action of a query request: "_sts_.AssumeRole") is answered instead, with status 200.
#include <signal.h>

#include <cstdio>
#include <fstream>
#include <mutex>
#include <string>

#include "common/base/atomic_file.h"
#include "common/json/writer.h"
#include "tests/sandbox/http/server.h"

namespace {

using itk::sandbox::HttpRequest;
using itk::sandbox::HttpResponse;

std::string text_of(const HttpRequest& request) {
  std::string text = request.method + " " + request.target + "\n";
  for (const auto& [name, value] : request.headers) {
    text += name + ":" + value + "\n";
  }
  return text + "\n" + request.body + "\n";
}

std::string action_of(const HttpRequest& request) {
  constexpr std::string_view k_action = "Action=";
  return request.body.starts_with(k_action)
             ? request.body.substr(k_action.size(), request.body.find('&') - k_action.size())
             : "";
}

std::string answer_name(const HttpRequest& request) {
  std::string name = request.target.substr(0, request.target.find('?'));
  for (char& c : name) {
    c = c == '/' ? '_' : c;
  }
  const std::string action = action_of(request);
  return action.empty() ? name : name + "." + action;
}

HttpResponse refuse(const HttpRequest& request) {
  HttpResponse response;
  response.status = 403;
  const std::string quoted =
      "The request signature we calculated does not match. The Canonical String for this request should have been '" +
      text_of(request) + "'";
  if (!request.header("X-Amz-Target").empty()) {
    response.content_type = "application/x-amz-json-1.0";
    itk::json::ObjectWriter body(response.body);
    body.string("__type", "com.amazon.coral.service#InvalidSignatureException");
    body.string("message", quoted);
    body.close();
  } else if (!action_of(request).empty()) {
    response.content_type = "text/xml";
    response.body = "<ErrorResponse><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message><![CDATA[" +
                    quoted + "]]></Message></Error></ErrorResponse>";
  } else {
    response.content_type = "text/plain";
    response.body = quoted;
  }
  return response;
}

// Blocked in all threads, so that sigwait gets it.
sigset_t block_end_signal() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: request-mirror READY_FILE LOG_FILE ANSWERS_DIR\n", stderr);
    return 2;
  }
  const sigset_t signals = block_end_signal();
  const std::string answers = argv[3];
  std::mutex mutex;
  std::ofstream log(argv[2]);
  itk::sandbox::HttpServer server;
  const auto port = server.start(0, [&](const HttpRequest& request) {
    {
      const std::lock_guard lock(mutex);
      log << text_of(request) << std::flush;
    }
    auto answer = itk::read_file(answers + "/" + answer_name(request));
    return answer ? HttpResponse{200, "application/json", {}, *answer} : refuse(request);
  });
  if (!port || !itk::write_file(argv[1], "MIRROR=http://127.0.0.1:" + std::to_string(*port) + "\n")) {
    std::fputs("request-mirror: error: cannot serve\n", stderr);
    return 1;
  }
  int signal = 0;
  sigwait(&signals, &signal);
  std::quick_exit(0);  // not through destructors, which wait for idle connections
}

// A small HTTP/1.1 server on 127.0.0.1 over cpp-httplib, one handler for everything.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/result.h"
#include "tests/sandbox/http/disturbance.h"

namespace itk::sandbox {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;
  std::string target;  // path and query as they came over the wire
  Headers headers;     // in the order of the wire per name
  std::string body;

  // The first header of this name, whatever its case; "" if there is none.
  std::string header(std::string_view name) const;
};

// Sends more of an answer; false when the client has gone. An empty piece cuts the answer off: it ends without its last
// chunk.
using Send = std::function<bool(std::string_view)>;

struct HttpResponse {
  int status = 200;
  std::string content_type;
  Headers headers;
  std::string body;
  // Instead of `body`: called when the head has been sent, and sends the rest piece by piece.
  std::function<void(const Send&)> stream = nullptr;
  std::optional<Disturbance> disturbance = std::nullopt;
};

class HttpServer {
 public:
  // Called from many threads at once.
  using Handler = std::function<HttpResponse(const HttpRequest&)>;

  HttpServer();
  ~HttpServer();

  // Binds and serves in threads of its own; 0 is any free port. Returns the port.
  Result<int> start(int port, Handler handler);
  // Accepts nothing more and waits for the requests that are being answered. Idle connections are closed a
  // moment later.
  void drain();
  // Ends all of it.
  void stop();

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace itk::sandbox

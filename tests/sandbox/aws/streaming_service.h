// A service some of whose answers go on for a while.
#pragma once

#include <optional>

#include "tests/sandbox/aws/service.h"
#include "tests/sandbox/http/server.h"

namespace itk::sandbox {

class StreamingService : public Service {
 public:
  // Nothing: this operation has no stream, and `answer` is asked.
  virtual std::optional<Outcome<HttpResponse>> stream(const Call& call) = 0;
};

}  // namespace itk::sandbox

// Writes events that were made of redacted messages. What a message says is not searched for secrets a second time, only
// where it comes from is: names of log groups and streams, once for each.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "common/model/evidence.h"
#include "common/stage/stage.h"

namespace itk::collect {

class EventWriter {
 public:
  explicit EventWriter(Stage& stage) : stage_(stage) {}

  Status write(model::Event event);
  // The members of an event as HeldEvents has them.
  Status write(const std::pair<std::string, std::string>& group_and_stream, std::string_view members);

 private:
  bool has_plain_origin(const std::string& group, const std::string& stream);

  Stage& stage_;
  std::string group_, stream_;  // of the last event
  bool is_plain_ = false;
  bool is_first_ = true;
};

}  // namespace itk::collect

// The events that an agent in AgentCore streams: each leaves as a record, and all together are the response.
#pragma once

#include <string>
#include <vector>

#include "common/aws/sse_reader.h"
#include "common/base/time.h"
#include "common/json/raw_json.h"
#include "common/model/evidence.h"

namespace itk::invoke {

class AgentCoreStream {
 public:
  // `id` begins the id of every event; `ids` and `component` are what all of them bear.
  AgentCoreStream(std::string id, std::vector<std::string> ids, std::string component)
      : id_(std::move(id)), ids_(std::move(ids)), component_(std::move(component)) {}

  model::Event add(const aws::SseEvent& event, Timestamp now);
  // The event that the stream was cut in, as far as it came.
  model::Event cut(const std::string& rest, Timestamp now);
  // Texts are joined to one, as they were streamed; of anything else it is a list.
  RawJson joined() const;

 private:
  model::Event make(const std::string& data, Timestamp now);

  std::string id_;
  std::vector<std::string> ids_;
  std::string component_;
  std::size_t count_ = 0;
  std::string text_;
  std::string list_;
  bool is_text_ = true;
};

}  // namespace itk::invoke

// An answer of InvokeAgent, decoded.
#pragma once

#include <json/value.h>

#include <string>
#include <vector>

#include "common/aws/event_stream.h"
#include "common/base/text.h"
#include "tests/sandbox/aws/document.h"
#include "tests/unit/sandbox/client.h"

namespace itk::sandbox::test {

struct AgentStream {
  struct Event {
    std::string type;  // "chunk"; "!throttlingException" for an exception
    Json::Value payload;
  };
  Answer answer;
  std::vector<Event> events;
  bool is_whole = true;

  std::string completion() const {
    std::string text;
    for (const Event& event : events) {
      text += event.type == "chunk" ? base64_decode(event.payload["bytes"].asString()).value_or("?") : "";
    }
    return text;
  }
  std::string last() const { return events.empty() ? "" : events.back().type; }
};

inline AgentStream read_agent_stream(Answer answer) {
  AgentStream stream{std::move(answer), {}, true};
  aws::EventStreamDecoder decoder;
  decoder.feed(stream.answer.body);
  auto next = decoder.next();
  for (; next && *next; next = decoder.next()) {
    const aws::EventMessage& message = **next;
    const std::string exception(message.text_of(":exception-type").value_or(""));
    stream.events.push_back(
        {exception.empty() ? std::string(message.text_of(":event-type").value_or("")) : "!" + exception,
         parse_document(message.payload).value_or(Json::Value())});
  }
  stream.is_whole = next.has_value() && decoder.finish().has_value();
  return stream;
}

}  // namespace itk::sandbox::test

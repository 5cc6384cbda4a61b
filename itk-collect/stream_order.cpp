#include "itk-collect/stream_order.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "common/ids/id.h"
#include "itk-collect/stream_requests.h"

namespace itk::collect {
namespace {

namespace kind = model::event_kind;

using Sequence = std::vector<logs::ParsedMessage*>;

// Within one millisecond, what frames a request stands around what it wrote.
int rank_of(const model::Event& event) {
  return event.kind == kind::k_lambda_init     ? 0
         : event.kind == kind::k_lambda_start  ? 1
         : event.kind == kind::k_lambda_end    ? 3
         : event.kind == kind::k_lambda_report ? 4
                                               : 2;
}

void sort_by_time(Sequence& sequence) {
  if (std::any_of(sequence.begin(), sequence.end(), [](const auto* message) { return !message->event.time; })) {
    return;
  }
  std::stable_sort(sequence.begin(), sequence.end(), [](const auto* a, const auto* b) {
    return std::tuple(*a->event.time, rank_of(a->event)) < std::tuple(*b->event.time, rank_of(b->event));
  });
}

bool wants_request(const logs::ParsedMessage& message) {
  return message.request.empty() && message.event.kind != kind::k_span &&
         std::none_of(message.event.ids.begin(), message.event.ids.end(),
                      [](const std::string& id) { return ids::kind_of(id) == ids::Kind::Lambda; });
}

void name_requests_of(Sequence& sequence) {
  sort_by_time(sequence);
  StreamRequests requests;  // by place in the sequence, which is all that order needs
  for (std::size_t i = 0; i < sequence.size(); ++i) {
    const Timestamp at{static_cast<std::int64_t>(i)};
    const logs::ParsedMessage& message = *sequence[i];
    if (message.event.kind == kind::k_lambda_init) {
      requests.add_init("", "", at);
    } else if (message.event.kind == kind::k_lambda_start && !message.request.empty()) {
      requests.add_start("", "", at, message.request);
    } else if (message.event.kind == kind::k_lambda_end && !message.request.empty()) {
      requests.add_end("", "", at, message.request);
    }
  }
  for (std::size_t i = 0; i < sequence.size(); ++i) {
    if (!wants_request(*sequence[i])) {
      continue;
    }
    std::string request = requests.request_at("", "", Timestamp{static_cast<std::int64_t>(i)});
    if (!request.empty()) {
      sequence[i]->event.ids.push_back(std::move(request));
      ids::canonicalise(sequence[i]->event.ids);
    }
  }
}

}  // namespace

void name_requests(std::vector<logs::ParsedMessage>& messages) {
  std::map<std::pair<std::string, std::string>, Sequence> sequences;
  for (logs::ParsedMessage& message : messages) {
    sequences[{message.event.group, message.event.stream}].push_back(&message);
  }
  for (auto& [key, sequence] : sequences) {
    const bool has_start = std::any_of(sequence.begin(), sequence.end(),
                                       [](const auto* message) { return message->event.kind == kind::k_lambda_start; });
    if (has_start) {
      name_requests_of(sequence);
    }
  }
}

}  // namespace itk::collect

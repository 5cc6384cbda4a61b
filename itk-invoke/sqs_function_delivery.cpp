#include "itk-invoke/sqs_function_delivery.h"

#include <fmt/core.h>

#include "itk-invoke/sqs_records.h"

namespace itk::invoke {
namespace {

// The queue that a function believes its messages come from: the one in the configuration, else none that exists.
EventSource event_source(const std::optional<QueueAddress>& queue, const FunctionAddress& function,
                         const std::string& region) {
  const auto first_of = [](const std::string& a, const std::string& b) { return a.empty() ? b : a; };
  EventSource source;
  source.region = first_of(queue ? queue->region : "", region);
  source.sender = first_of(first_of(queue ? queue->account : "", function.account), "000000000000");
  source.arn =
      fmt::format("arn:{}:sqs:{}:{}:{}", function.partition, source.region, source.sender, queue ? queue->name : "itk");
  return source;
}

}  // namespace

std::unique_ptr<Delivery> make_function_event_delivery(FunctionTarget target, std::optional<QueueAddress> queue,
                                                       std::vector<SqsMessage> messages) {
  auto make_event = [queue = std::move(queue), messages, address = target.function, attribute = target.nonce_attribute](
                        const Execution& execution, const std::string& region, Timestamp now) {
    std::vector<aws::SendMessage> sent;
    for (const SqsMessage& message : messages) {
      sent.push_back(make_message(message, attribute, execution));
    }
    SqsEvent event = make_sqs_event(sent, event_source(queue, address, region), execution.identity.nonce, now);
    return FunctionEvent{std::move(event.payload), std::move(event.ids)};
  };
  auto show = [messages](const LateValues& values) { return bodies_of(messages, values); };
  return make_function_delivery(std::move(target), {std::move(show), fetches_of(messages)}, std::move(make_event));
}

}  // namespace itk::invoke

#include "itk-invoke/queue_delivery.h"

#include <fmt/core.h>

#include "common/ids/id.h"
#include "itk-invoke/queue_outbox.h"

namespace itk::invoke {
namespace {

class QueueDelivery final : public Delivery {
 public:
  QueueDelivery(QueueAddress queue, std::string region, std::string nonce_attribute, std::vector<SqsMessage> messages)
      : queue_(std::move(queue)),
        region_(std::move(region)),
        nonce_attribute_(std::move(nonce_attribute)),
        messages_(std::move(messages)) {}

  std::string target() const override { return queue_.text; }
  std::string region() const override { return region_; }
  std::string account() const override { return queue_.account; }
  RawJson request(const Execution& execution) const override { return bodies_of(messages_, execution.values); }
  std::vector<std::string> fetches() const override { return fetches_of(messages_); }
  std::optional<aws::Service> service() const override { return aws::Service::Sqs; }

  Status connect(AwsAccess& aws) override {
    ITK_TRY(aws.client(aws::Service::Sqs, region_));
    return {};
  }

  Task<Delivered> send(Ways& ways, const Execution& execution) const override {
    ITK_CO_TRY_ASSIGN(const aws::Caller sqs, ways.caller(aws::Service::Sqs, region_, execution));
    std::vector<aws::SendMessage> to_send;
    for (std::size_t index = 0; index < messages_.size(); ++index) {
      to_send.push_back(message(index, execution, sqs.client().endpoint().url));
    }
    const auto outcomes = co_await ways.outbox.send(sqs, std::move(to_send));
    co_return receipt_of(outcomes);
  }

 private:
  aws::SendMessage message(std::size_t index, const Execution& execution, std::string_view endpoint) const {
    aws::SendMessage send = make_message(messages_[index], nonce_attribute_, execution);
    send.queue_url = queue_.url_at(endpoint);
    if (queue_.is_fifo()) {
      // A group of its own, so that executions do not wait for each other; a deduplication id that a resend repeats.
      const std::string& nonce = execution.identity.nonce;
      send.group_id = send.group_id.empty() ? nonce : send.group_id;
      send.deduplication_id = index == 0 ? nonce : fmt::format("{}-{}", nonce, index + 1);
    }
    return send;
  }

  // Of several messages, the first that failed is why the case did.
  static Delivered receipt_of(const std::vector<aws::CallResult<aws::SentMessage>>& outcomes) {
    Receipt receipt;
    receipt.status = "sent";
    std::vector<RawJson> responses;
    const aws::CallFailure* failure = nullptr;
    for (const auto& sent : outcomes) {
      if (!sent) {
        failure = failure == nullptr ? &sent.error() : failure;
        receipt.attempts = std::max(receipt.attempts, sent.error().attempts);
        continue;
      }
      receipt.ids.push_back(ids::make_id(ids::Kind::Sqs, sent->message_id));
      receipt.request_id = sent->request_id;
      receipt.attempts = std::max(receipt.attempts, sent->attempts);
      receipt.http_status = sent->http_status;
      responses.push_back(json::make_payload(sent->response_body).json);
    }
    ids::canonicalise(receipt.ids);
    receipt.response = one_or_list(responses);
    if (failure == nullptr) {
      return receipt;
    }
    receipt.http_status = failure->status;
    Error error = failure->error;
    if (outcomes.size() > 1) {
      error.message += fmt::format("; {} of {} messages were sent", responses.size(), outcomes.size());
    }
    return tl::make_unexpected(DeliveryFailure(std::move(error), std::move(receipt)));
  }

  QueueAddress queue_;
  std::string region_;
  std::string nonce_attribute_;
  std::vector<SqsMessage> messages_;
};

}  // namespace

std::unique_ptr<Delivery> make_queue_delivery(QueueAddress queue, std::string region, std::string nonce_attribute,
                                              std::vector<SqsMessage> messages) {
  return std::make_unique<QueueDelivery>(std::move(queue), std::move(region), std::move(nonce_attribute),
                                         std::move(messages));
}

}  // namespace itk::invoke

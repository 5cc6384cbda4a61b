// SQS, AWS JSON 1.0: from the parameters of a call to the queues and back.
#pragma once

#include <string>

#include "tests/sandbox/aws/service.h"
#include "tests/sandbox/sqs/queues.h"

namespace itk::sandbox::sqs {

class SqsService final : public Service {
 public:
  SqsService(Queues& queues, const Account& account) : queues_(queues), account_(account) {}

  Outcome<Json::Value> answer(const Call& call) override;

 private:
  using Handler = Outcome<Json::Value> (SqsService::*)(const Call&);

  Outcome<Json::Value> create_queue(const Call& call);
  Outcome<Json::Value> delete_queue(const Call& call);
  Outcome<Json::Value> get_queue_url(const Call& call);
  Outcome<Json::Value> list_queues(const Call& call);
  Outcome<Json::Value> get_queue_attributes(const Call& call);
  Outcome<Json::Value> set_queue_attributes(const Call& call);
  Outcome<Json::Value> purge_queue(const Call& call);
  Outcome<Json::Value> send_message(const Call& call);
  Outcome<Json::Value> send_message_batch(const Call& call);
  Outcome<Json::Value> receive_message(const Call& call);
  Outcome<Json::Value> delete_message(const Call& call);
  Outcome<Json::Value> delete_message_batch(const Call& call);
  Outcome<Json::Value> change_message_visibility(const Call& call);

  std::string url(const Call& call, const std::string& name) const;
  // The name of the queue that QueueUrl means.
  Outcome<std::string> queue_of(const Call& call) const;

  Queues& queues_;
  const Account& account_;
};

}  // namespace itk::sandbox::sqs

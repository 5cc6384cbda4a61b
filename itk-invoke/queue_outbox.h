// Where messages for queues wait for each other: those that are due at the same moment leave together, as far as
// `--batch` and SQS allow it.
#pragma once

#include <coroutine>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "common/aws/loop.h"
#include "common/aws/sqs.h"

namespace itk::invoke {

using SendOutcomes = std::vector<aws::CallResult<aws::SentMessage>>;

class QueueOutbox {
 public:
  // `most` messages of different executions leave in one call; 1: each in its own.
  QueueOutbox(aws::Loop& loop, std::size_t most) : loop_(loop), most_(most) {}

  // The messages of one execution, all to one queue; an outcome for each, in order. Several always share calls.
  Task<SendOutcomes> send(aws::Caller sqs, std::vector<aws::SendMessage> messages);

 private:
  // Who waits to leave.
  struct Waiting {
    aws::SendMessage message;
    aws::CallResult<aws::SentMessage>* outcome;
    std::coroutine_handle<> handle;
  };

  Task<aws::CallResult<aws::SentMessage>> send_together(aws::Caller sqs, aws::SendMessage message);
  Task<> leave(aws::Caller sqs, std::string queue);
  Task<> carry(aws::Caller sqs, std::vector<Waiting> load);

  aws::Loop& loop_;
  std::size_t most_;
  std::map<std::string, std::vector<Waiting>> waiting_;  // by queue URL
};

}  // namespace itk::invoke

// Messages of a run that ended in a dead-letter queue. They are looked at and given back; none is deleted.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/aws/client.h"
#include "common/aws/queues.h"

namespace itk::invoke {

// The URL of the queue that the RedrivePolicy among these attributes names; nothing where there is none.
Result<std::optional<std::string>> dead_letter_queue(aws::Client& sqs,
                                                     const std::map<std::string, std::string>& attributes);

// What a run sent: nonces to the case and iteration that bear them, and the queues that it sent to.
struct SentByRun {
  struct Sender {
    std::string case_id;
    std::int64_t iteration = 1;
  };
  std::map<std::string, Sender> by_nonce;
  std::vector<std::string> queues;  // URLs or ARNs, sorted, each once
};

// `run` is a stream of records, or a folder that holds run.jsonl.
Result<SentByRun> read_run(const std::string& run);

struct DeadLetter {
  std::string queue_url;
  std::string nonce;
  aws::ReceivedMessage message;
};

struct DeadLetters {
  std::vector<DeadLetter> of_run;
  std::size_t looked_at = 0;
  bool is_complete = true;  // false: there were more than were looked at
};

// Every message is hidden from others for at most half a minute, and given back before this returns. Its count of
// receipts goes up by one.
Result<DeadLetters> find_dead_letters(aws::Client& sqs, const std::string& queue_url, const SentByRun& run);

}  // namespace itk::invoke

// What a queue can be told: its attributes as CreateQueue and SetQueueAttributes take them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "tests/sandbox/aws/fault.h"

namespace itk::sandbox::sqs {

struct Redrive {
  std::string dead_letter_queue;  // its name
  std::int64_t max_receives = 0;
  std::string text;  // the policy as it was given
};

struct Settings {
  std::int64_t delay_s = 0;
  std::int64_t max_message_bytes = 1'048'576;
  std::int64_t retention_s = 345'600;
  std::int64_t wait_s = 0;
  std::int64_t visibility_s = 30;
  bool fifo = false;
  bool content_based_deduplication = false;
  std::optional<Redrive> redrive;
  std::map<std::string, std::string> others;  // kept and given back, without effect here

  // Every attribute that was or could have been set, as GetQueueAttributes names it.
  std::map<std::string, std::string> describe() const;
};

// `settings` with these attributes changed, or the fault that AWS would answer.
Outcome<Settings> with_attributes(Settings settings, const std::map<std::string, std::string>& attributes);

}  // namespace itk::sandbox::sqs

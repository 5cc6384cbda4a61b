// What all batch operations share: 1 to 10 entries with distinct ids, and an answer that says for each how it
// went.
#pragma once

#include <json/value.h>

#include <functional>

#include "tests/sandbox/aws/parameters.h"

namespace itk::sandbox::sqs {

// Calls `each` per entry of "Entries"; its value gets the entry's Id and goes to Successful, its fault to
// Failed.
Outcome<Json::Value> answer_batch(const Parameters& parameters,
                                  const std::function<Outcome<Json::Value>(const Parameters&)>& each);

}  // namespace itk::sandbox::sqs

// The Lambda requests that belong to each case, found again only when the evidence has changed.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "itk-collect/evidence.h"

namespace itk::collect {

struct OwnedRequest {
  std::string id;  // "lambda:<id>"
  SeenRequest seen;
};

class OwnedRequests {
 public:
  // Sorted by id; valid until the evidence changes.
  const std::vector<OwnedRequest>& of(CaseNumber number, Evidence& evidence);

 private:
  std::unordered_map<CaseNumber, std::vector<OwnedRequest>> by_case_;
  std::int64_t version_ = -1;
};

}  // namespace itk::collect

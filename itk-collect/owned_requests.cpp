#include "itk-collect/owned_requests.h"

namespace itk::collect {

const std::vector<OwnedRequest>& OwnedRequests::of(CaseNumber number, Evidence& evidence) {
  if (version_ != evidence.version()) {
    version_ = evidence.version();
    by_case_.clear();
    for (const auto& [id, request] : evidence.requests()) {
      for (const CaseNumber owner : evidence.belonging().owners({id})) {
        by_case_[owner].push_back({id, request});
      }
    }
  }
  return by_case_[number];
}

}  // namespace itk::collect

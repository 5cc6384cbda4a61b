#include "itk-correlate/attempts.h"

#include <map>
#include <tuple>

namespace itk::correlate {

void number_attempts(std::vector<Draft>& drafts) {
  std::map<std::tuple<std::string, std::string, std::string>, const model::Span*> previous;
  for (Draft& draft : drafts) {  // in order of start
    model::Span& span = draft.span;
    const model::Span*& before = previous[{span.parent, span.component, span.operation}];
    const bool follows_failure =
        before != nullptr && before->status == "error" && before->end && span.start && *before->end <= *span.start;
    // Equal operations of a stated source are left as they are stated.
    if (!span.attempt && !span.stated && follows_failure) {
      span.attempt = before->attempt.value_or(1) + 1;
    }
    before = &span;
  }
}

}  // namespace itk::correlate

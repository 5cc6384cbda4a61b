#include "common/aws/xray.h"

#include "common/aws/answer.h"

namespace itk::aws {

Result<TraceDestination> get_trace_segment_destination(Client& xray) {
  Request request;
  request.target = "/GetTraceSegmentDestination";
  ITK_TRY_ASSIGN(const Reply reply, xray.call(request));
  ITK_TRY_ASSIGN(Answer answer, Answer::read(xray, "GetTraceSegmentDestination", reply));
  TraceDestination read{answer.root().text("Destination"), answer.root().text("Status")};
  if (read.destination.empty()) {
    return tl::make_unexpected(answer.unreadable("it has no Destination"));
  }
  return read;
}

}  // namespace itk::aws

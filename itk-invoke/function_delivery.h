// A case delivered to a Lambda function by Invoke: what lambda_invoke and sqs_event (mode invoke_lambda) share.
//
// The nonce stands in the client context, as custom.<ITK_TRACE_ID_ATTR>, never in the payload: the system under test
// gets exactly what the case says. Lambda shows the context to functions that are waited for; where they are not
// (Event), the request id, which ITK learns, is what the function's lines are found by.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "itk-invoke/entrypoint.h"
#include "itk-invoke/function_address.h"
#include "itk-invoke/target_reader.h"

namespace itk::invoke {

struct FunctionTarget {
  FunctionAddress function;
  std::string region;
  std::string qualifier;
  bool is_event = false;
  std::string nonce_attribute;
};

// Reads function, qualifier, region and invocation type. Nothing: there were problems.
std::optional<FunctionTarget> read_function_target(TargetReader& target);

// What a function gets in one execution.
struct FunctionEvent {
  std::string payload;
  std::vector<std::string> ids;  // that the payload holds
};
using MakeFunctionEvent = std::function<FunctionEvent(const Execution&, const std::string& region, Timestamp now)>;

// What the invocation record shows of it, and what has to be fetched for it.
struct ShownRequest {
  std::function<RawJson(const LateValues&)> show;
  std::vector<std::string> fetches;
};
std::unique_ptr<Delivery> make_function_delivery(FunctionTarget target, ShownRequest request,
                                                 MakeFunctionEvent make_event);

}  // namespace itk::invoke

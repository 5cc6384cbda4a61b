// Lambda's Invoke: a function's event in, its result out, and the end of its log.
#pragma once

#include <string>

#include "common/aws/client.h"

namespace itk::aws {

struct InvokeFunction {
  std::string function{};  // name, "123456789012:function:name" or ARN
  std::string qualifier{};
  bool is_event = false;         // Lambda queues the event and answers at once; else it waits for the result
  std::string payload{};         // JSON
  std::string client_context{};  // JSON; functions see it where they are waited for
  std::string trace_header{};    // "Root=1-..;Parent=..;Sampled=1"
};

struct InvokedFunction {
  std::string payload;         // the function's result; empty where it was not waited for
  std::string function_error;  // "Handled", "Unhandled"; empty: the function succeeded
  std::string log_tail;        // the last 4 KB of the log, decoded
  std::string trace_header;    // what Lambda answers of the trace
  std::string request_id;      // the one that the function's own log lines bear
  int attempts = 0;
  int http_status = 0;
};

// A function that fails is no error here, for Lambda did what it was asked to. The call is never sent again where the
// function may have run: only where it was throttled, or never reached.
Task<CallResult<InvokedFunction>> invoke_function(Caller lambda, InvokeFunction call);

// What a function's failure says: code "Lambda.<errorType>", and its errorMessage.
Error function_error(const Client& lambda, const InvokedFunction& invoked);

}  // namespace itk::aws

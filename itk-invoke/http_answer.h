// What an HTTP answer means: why it is an error, and which ids it tells.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "itk-invoke/entrypoint.h"
#include "itk-invoke/http_sender.h"

namespace itk::invoke {

// What a status that is not among the expected ones means; `response` is quoted.
Error http_error(const aws::HttpRequest& request, const HttpOutcome& outcome, const NumberSet& expected);

// Request id, ids, status and body of the response of `outcome`, into what records say of it.
void read_http_answer(const HttpOutcome& outcome, Receipt& receipt);

// The request id that an answer bears, and the ids of all kinds that are known to name an execution.
std::string http_request_id(const aws::Headers& headers);
std::vector<std::string> http_ids(std::string_view url, const aws::Headers& headers);

}  // namespace itk::invoke

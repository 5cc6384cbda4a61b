// How people name an SQS queue: by URL or by ARN.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace itk::invoke {

struct QueueAddress {
  std::string text;     // as it was given
  std::string url;      // empty: an ARN, whose URL depends on the endpoint
  std::string region;   // where the name tells it
  std::string account;  // where the name tells it
  std::string name;

  bool is_fifo() const { return name.ends_with(".fifo"); }
  // The URL at this endpoint.
  std::string url_at(std::string_view endpoint) const;
};

// Nothing if the text is neither a queue's URL nor its ARN.
std::optional<QueueAddress> parse_queue_address(std::string_view text);

// "arn:aws:lambda:us-east-1:123456789012:function:name", in any partition.
bool is_lambda_arn(std::string_view text);

}  // namespace itk::invoke

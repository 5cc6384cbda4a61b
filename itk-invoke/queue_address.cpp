#include "itk-invoke/queue_address.h"

#include <algorithm>
#include <vector>

namespace itk::invoke {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t cut = text.find(separator);
    parts.push_back(text.substr(0, cut));
    if (cut == std::string_view::npos) {
      return parts;
    }
    text.remove_prefix(cut + 1);
  }
}

bool is_account(std::string_view text) {
  return text.size() == 12 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// us-east-1 of sqs.us-east-1.amazonaws.com and of its older form us-east-1.queue.amazonaws.com.
std::string_view region_of_host(std::string_view host) {
  if (host.find(".amazonaws.") == std::string_view::npos) {
    return {};
  }
  const std::vector<std::string_view> labels = split(host, '.');
  if (labels.size() > 2 && (labels[0] == "sqs" || labels[0] == "sqs-fips")) {
    return labels[1];
  }
  return labels.size() > 2 && labels[1] == "queue" ? labels[0] : std::string_view();
}

}  // namespace

std::optional<QueueAddress> parse_queue_address(std::string_view text) {
  QueueAddress address;
  address.text = text;
  if (text.starts_with("arn:")) {
    const std::vector<std::string_view> parts = split(text, ':');
    if (parts.size() != 6 || parts[2] != "sqs" || parts[5].empty()) {
      return std::nullopt;
    }
    address.region = parts[3];
    address.account = parts[4];
    address.name = parts[5];
    return address;
  }
  const std::size_t scheme = text.find("://");
  const std::string_view protocol = text.substr(0, scheme);
  if (scheme == std::string_view::npos || (protocol != "https" && protocol != "http")) {
    return std::nullopt;
  }
  const std::vector<std::string_view> parts = split(text.substr(scheme + 3), '/');
  if (parts.size() < 2 || parts[0].empty() || parts.back().empty()) {
    return std::nullopt;
  }
  address.url = text;
  address.name = parts.back();
  address.region = region_of_host(parts[0].substr(0, parts[0].find(':')));
  if (parts.size() > 2 && is_account(parts[parts.size() - 2])) {
    address.account = parts[parts.size() - 2];
  }
  return address;
}

std::string QueueAddress::url_at(std::string_view endpoint) const {
  return url.empty() ? std::string(endpoint) + "/" + account + "/" + name : url;
}

bool is_lambda_arn(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, ':');
  return parts.size() >= 7 && parts[0] == "arn" && parts[2] == "lambda" && parts[5] == "function";
}

}  // namespace itk::invoke

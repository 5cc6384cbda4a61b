#include "tests/sandbox/control/ledger.h"

#include <algorithm>
#include <set>

#include "common/base/digest.h"
#include "common/base/text.h"
#include "tests/sandbox/aws/document.h"

namespace itk::sandbox {
namespace {

constexpr std::string_view k_prefix = "itk-";
constexpr std::string_view k_hex = "0123456789abcdef";
constexpr std::size_t k_digits = 16;

std::set<std::string> nonces_in(std::string_view text) {
  std::set<std::string> nonces;
  for (std::size_t at = text.find(k_prefix); at != std::string_view::npos; at = text.find(k_prefix, at + 1)) {
    const std::string_view digits = text.substr(at + k_prefix.size());
    if (std::min(digits.find_first_not_of(k_hex), digits.size()) == k_digits) {
      nonces.emplace(text.substr(at, k_prefix.size() + k_digits));
    }
  }
  return nonces;
}

std::string text_of(const Json::Value& value) { return value.isString() ? value.asString() : ""; }

}  // namespace

void Ledger::accept(std::string_view operation, std::string_view id, std::string_view payload, std::string_view text) {
  auto keys = nonces_in(text);
  if (keys.empty()) {
    keys.insert("sha256:" + sha256_hex(payload).substr(0, k_digits));
  }
  const std::lock_guard lock(mutex_);
  ++accepted_;
  for (const std::string& key : keys) {
    by_nonce_[key].push_back({std::string(operation), std::string(id)});
  }
}

void Ledger::accept_messages(const Call& call, const Json::Value& answer) {
  if (call.operation == "SendMessage") {
    accept("sqs:SendMessage", text_of(answer["MessageId"]), text_of(call.parameters["MessageBody"]),
           write_document(call.parameters));
  } else if (call.operation == "SendMessageBatch") {
    for (const Json::Value& sent : answer["Successful"]) {
      const auto entry = std::find_if(call.parameters["Entries"].begin(), call.parameters["Entries"].end(),
                                      [&](const Json::Value& each) { return each["Id"] == sent["Id"]; });
      accept("sqs:SendMessageBatch", text_of(sent["MessageId"]), text_of((*entry)["MessageBody"]),
             write_document(*entry));
    }
  }
}

void Ledger::accept_request(std::string_view operation, std::string_view id, const HttpRequest& request) {
  std::string text = request.target + '\n' + request.body;
  for (const auto& [name, value] : request.headers) {
    text += '\n' + value;
  }
  if (const auto context = base64_decode(request.header("x-amz-client-context"))) {
    text += '\n' + *context;
  }
  accept(operation, id, request.body, text);
}

Json::Value Ledger::describe(std::string_view nonce) const {
  const std::lock_guard lock(mutex_);
  Json::Value described;
  described["accepted"] = Json::Int64{accepted_};
  described["nonces"] = Json::Value(Json::objectValue);
  for (const auto& [key, acceptances] : by_nonce_) {
    if (!nonce.empty() && key != nonce) {
      continue;
    }
    std::set<std::string> ids;
    Json::Value& entry = described["nonces"][key];
    for (const Acceptance& each : acceptances) {
      ids.insert(each.id);
      Json::Value by;
      by["operation"] = each.operation;
      by["id"] = each.id;
      entry["by"].append(by);
    }
    entry["accepted"] = Json::UInt64{acceptances.size()};
    entry["distinct"] = Json::UInt64{ids.size()};
  }
  return described;
}

void Ledger::clear() {
  const std::lock_guard lock(mutex_);
  by_nonce_.clear();
  accepted_ = 0;
}

}  // namespace itk::sandbox

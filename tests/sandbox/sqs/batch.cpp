#include "tests/sandbox/sqs/batch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <string>

#include "common/base/result.h"
#include "tests/sandbox/sqs/faults.h"

namespace itk::sandbox::sqs {
namespace {

bool is_entry_id(const std::string& id) {
  return !id.empty() && id.size() <= 80 && std::all_of(id.begin(), id.end(), [](unsigned char each) {
    return std::isalnum(each) != 0 || each == '-' || each == '_';
  });
}

std::size_t size_of(const Json::Value& text) { return text.isString() ? text.asString().size() : 0; }

// Of body and attributes: names, types and values.
std::size_t size_of_entry(const Json::Value& entry) {
  std::size_t size = size_of(entry["MessageBody"]);
  if (entry["MessageAttributes"].isObject()) {
    for (const std::string& name : entry["MessageAttributes"].getMemberNames()) {
      const Json::Value& attribute = entry["MessageAttributes"][name];
      size += name.size();
      for (const char* part : {"DataType", "StringValue", "BinaryValue"}) {
        size += attribute.isObject() ? size_of(attribute[part]) : 0;
      }
    }
  }
  return size;
}

Outcome<bool> check_entries(const Json::Value& entries) {
  if (entries.empty()) {
    return fail(fault("EmptyBatchRequest", "AWS.SimpleQueueService.EmptyBatchRequest",
                      "There should be at least one entry in the request."));
  }
  if (entries.size() > 10) {
    return fail(fault("TooManyEntriesInBatchRequest", "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
                      fmt::format("Maximum number of entries per request are 10. You have sent {}.", entries.size())));
  }
  std::set<std::string> ids;
  std::size_t bytes = 0;
  for (const Json::Value& entry : entries) {
    const std::string id = entry["Id"].isString() ? entry["Id"].asString() : "";
    if (!is_entry_id(id)) {
      return fail(fault("InvalidBatchEntryId", "AWS.SimpleQueueService.InvalidBatchEntryId",
                        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can "
                        "be at most 80 letters long."));
    }
    if (!ids.insert(id).second) {
      return fail(fault("BatchEntryIdsNotDistinct", "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
                        fmt::format("Id {} repeated.", id)));
    }
    bytes += size_of_entry(entry);
  }
  constexpr std::size_t most = 1'048'576;
  if (bytes > most) {
    return fail(
        fault("BatchRequestTooLong", "AWS.SimpleQueueService.BatchRequestTooLong",
              fmt::format("Batch requests cannot be longer than {} bytes. You have sent {} bytes.", most, bytes)));
  }
  return true;
}

}  // namespace

Outcome<Json::Value> answer_batch(const Parameters& parameters,
                                  const std::function<Outcome<Json::Value>(const Parameters&)>& each) {
  ITK_TRY_ASSIGN(const Json::Value* entries, parameters.objects("Entries"));
  ITK_TRY(check_entries(*entries));
  Json::Value answer(Json::objectValue);
  for (const Json::Value& entry : *entries) {
    Outcome<Json::Value> outcome = each(Parameters(entry, k_wording));
    Json::Value result = outcome ? *outcome : Json::Value(Json::objectValue);
    result["Id"] = entry["Id"];
    if (!outcome) {
      result["SenderFault"] = true;
      result["Code"] = outcome.error().query_code;
      result["Message"] = outcome.error().message;
    }
    answer[outcome ? "Successful" : "Failed"].append(result);
  }
  return answer;
}

}  // namespace itk::sandbox::sqs

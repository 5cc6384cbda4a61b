#include "itk-invoke/dead_letters.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "common/aws/arn.h"
#include "common/base/line_reader.h"
#include "common/json/parser.h"
#include "common/model/records.h"
#include "common/model/tag.h"

namespace itk::invoke {
namespace {

constexpr int k_hidden_seconds = 30;
constexpr std::size_t k_most_messages = 1000;

// The nonce of the run that a message bears: in an attribute, or anywhere in its body.
std::string nonce_in(const aws::ReceivedMessage& message, const SentByRun& run) {
  for (const auto& [name, value] : message.attributes) {
    if (run.by_nonce.count(value) > 0) {
      return value;
    }
  }
  constexpr std::string_view k_begin = "itk-";
  constexpr std::size_t k_size = 20;
  for (std::size_t at = message.body.find(k_begin); at != std::string::npos; at = message.body.find(k_begin, at + 1)) {
    if (std::string candidate = message.body.substr(at, k_size); run.by_nonce.count(candidate) > 0) {
      return candidate;
    }
  }
  return {};
}

// Receives until there is nothing new.
class Looker {
 public:
  Looker(aws::Client& sqs, const std::string& queue_url, const SentByRun& run)
      : sqs_(sqs), queue_url_(queue_url), run_(run) {}

  Result<DeadLetters> look() {
    const Status looked = receive_all();
    const Status given_back = give_back();
    ITK_TRY(looked);
    ITK_TRY(given_back);
    return std::move(found_);
  }

 private:
  Status receive_all() {
    while (found_.looked_at < k_most_messages) {
      ITK_TRY_ASSIGN(std::vector<aws::ReceivedMessage> messages,
                     aws::receive_messages(sqs_, queue_url_, k_hidden_seconds));
      if (messages.empty()) {
        return {};
      }
      bool any_new = false;
      for (aws::ReceivedMessage& message : messages) {
        receipts_.push_back(message.receipt);
        if (!seen_.insert(message.id).second) {
          continue;  // a standard queue may hand one out twice
        }
        any_new = true;
        ++found_.looked_at;
        if (std::string nonce = nonce_in(message, run_); !nonce.empty()) {
          found_.of_run.push_back({queue_url_, std::move(nonce), std::move(message)});
        }
      }
      if (!any_new) {
        return {};
      }
    }
    found_.is_complete = false;
    return {};
  }

  // All of them, whatever happens to one: those that fail come back by themselves.
  Status give_back() {
    Status worst;
    for (const std::string& receipt : receipts_) {
      if (Status done = aws::change_message_visibility(sqs_, queue_url_, receipt, 0); !done && worst) {
        worst = std::move(done);
      }
    }
    return worst;
  }

  aws::Client& sqs_;
  const std::string& queue_url_;
  const SentByRun& run_;
  DeadLetters found_;
  std::set<std::string> seen_;
  std::vector<std::string> receipts_;
};

}  // namespace

Result<std::optional<std::string>> dead_letter_queue(aws::Client& sqs,
                                                     const std::map<std::string, std::string>& attributes) {
  const auto policy = attributes.find("RedrivePolicy");
  if (policy == attributes.end()) {
    return std::optional<std::string>();
  }
  json::Parser parser;
  const json::PaddedText padded(policy->second);
  const auto members = parser.object(padded.view());
  const json::Value* target = members ? json::find(**members, "deadLetterTargetArn") : nullptr;
  const auto arn = target == nullptr ? std::nullopt : aws::parse_arn(target->text);
  if (!arn) {
    return std::optional<std::string>();
  }
  ITK_TRY_ASSIGN(std::string url, aws::get_queue_url(sqs, arn->resource, arn->account));
  return std::optional(std::move(url));
}

Result<SentByRun> read_run(const std::string& run) {
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(run, ignored);
  LineReader reader({is_folder ? run + "/run.jsonl" : run});
  SentByRun sent;
  std::set<std::string> queues;
  json::Parser parser;
  for (;;) {
    ITK_TRY_ASSIGN(const std::optional<std::string_view> line, reader.next());
    if (!line) {
      break;
    }
    const auto tag = model::read_tag(parser, *line);
    if (!tag || tag->type != "invocation") {
      continue;
    }
    const auto invocation = model::read_record<model::Invocation>(parser, *line);
    if (!invocation) {
      return tl::make_unexpected(with_context(invocation.error(), reader.position()));
    }
    if (!invocation->nonce.empty()) {
      sent.by_nonce[invocation->nonce] = {invocation->case_id, invocation->iteration};
    }
    if (invocation->entrypoint == "sqs_event") {
      queues.insert(invocation->target);
    }
  }
  if (sent.by_nonce.empty()) {
    return tl::make_unexpected(
        usage_error("no_invocations", fmt::format("{} holds no invocation with a nonce; name the folder of a run, or "
                                                  "its stream of records",
                                                  run)));
  }
  sent.queues.assign(queues.begin(), queues.end());
  return sent;
}

Result<DeadLetters> find_dead_letters(aws::Client& sqs, const std::string& queue_url, const SentByRun& run) {
  return Looker(sqs, queue_url, run).look();
}

}  // namespace itk::invoke

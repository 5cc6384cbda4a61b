// SendMessageBatch. Each entry has its own outcome: some may have been taken, some refused for good, some not taken for
// reasons of the service's own, and only the last are sent again.
#include <fmt/core.h>

#include <charconv>

#include "common/aws/error.h"
#include "common/aws/sqs_wire.h"

namespace itk::aws {
namespace {

using Messages = std::span<const SendMessage>;
// Nothing: its outcome is unknown so far.
using Outcomes = std::vector<std::optional<CallResult<SentMessage>>>;

// An entry's id is its index among the messages.
std::string request_body(Messages messages, const std::vector<std::size_t>& chosen) {
  constexpr std::size_t k_around_body = 512;  // keys, attributes, escapes
  std::size_t expected = 0;
  for (const std::size_t index : chosen) {
    expected += messages[index].body.size() + k_around_body;
  }
  std::string body;
  body.reserve(expected);
  json::ObjectWriter request(body);
  request.string("QueueUrl", messages[chosen[0]].queue_url);
  request.key("Entries");
  request.text() += '[';
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    request.text() += i == 0 ? "" : ",";
    json::ObjectWriter entry(request.text());
    entry.string("Id", std::to_string(chosen[i]));
    sqs_wire::write_message(entry, messages[chosen[i]]);
    entry.close();
  }
  request.text() += ']';
  request.close();
  return body;
}

std::optional<std::size_t> index_of(const std::vector<json::Member>& entry, std::size_t count) {
  const std::string id = sqs_wire::text_of(entry, "Id");
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), index);
  const bool is_ours = error == std::errc{} && end == id.data() + id.size() && index < count;
  return is_ours ? std::optional(index) : std::nullopt;
}

// One call, and what its answer says of each entry.
class BatchAnswer {
 public:
  BatchAnswer(Client& sqs, const std::vector<sqs_wire::Digests>& digests, const Reply& reply, Outcomes& outcomes)
      : sqs_(sqs), digests_(digests), reply_(reply), outcomes_(outcomes) {}

  // Of those that the service could not take, through no fault of theirs.
  struct Refused {
    std::vector<std::size_t> entries;
    bool throttled = false;
  };
  Result<Refused> read() {
    const json::PaddedText padded(reply_.body);
    const auto answer = sqs_.parser().object(padded.view());
    if (!answer) {
      return tl::make_unexpected(bad(answer.error().message));
    }
    // Views of this level go with the next text that is read at it; those of the two lists stay.
    const json::Value* successful = json::find(**answer, "Successful");
    const json::Value* failed = json::find(**answer, "Failed");
    ITK_TRY(each(successful, [this](const auto& entry, std::string_view text, std::size_t index) {
      take_sent(entry, text, index);
    }));
    ITK_TRY(
        each(failed, [this](const auto& entry, std::string_view, std::size_t index) { take_failed(entry, index); }));
    return std::move(refused_);
  }

 private:
  template <class Take>
  Status each(const json::Value* list, Take take) {
    if (list == nullptr || list->is_null()) {
      return {};
    }
    const auto entries = sqs_.parser().array(*list, 1);
    if (!entries) {
      return tl::make_unexpected(bad(entries.error().message));
    }
    for (const json::Member& member : **entries) {
      const auto entry = sqs_.parser().object(member.value, 2);
      const std::optional<std::size_t> index = entry ? index_of(**entry, outcomes_.size()) : std::nullopt;
      if (!index) {
        return tl::make_unexpected(bad("an entry bears no id that was sent"));
      }
      take(**entry, member.value.raw, *index);
    }
    return {};
  }

  void take_sent(const std::vector<json::Member>& entry, std::string_view text, std::size_t index) {
    CallResult<SentMessage> sent = sqs_wire::read_sent(sqs_.service(), entry, digests_[index], reply_);
    if (sent) {
      sent->response_body = text;
    }
    outcomes_[index] = std::move(sent);
  }

  void take_failed(const std::vector<json::Member>& entry, std::size_t index) {
    const json::Value* senders = json::find(entry, "SenderFault");
    const bool is_senders_fault = senders == nullptr || senders->kind != json::Kind::Bool || senders->boolean;
    HttpResponse alone;  // as if it had been the answer to a call of its own
    alone.status = is_senders_fault ? 400 : 500;
    alone.headers = {{"x-amzn-errortype", sqs_wire::text_of(entry, "Code")}, {"x-amzn-requestid", reply_.request_id}};
    json::ObjectWriter body(alone.body);
    body.string("message", sqs_wire::text_of(entry, "Message"));
    body.close();
    Error error = json_error(sqs_.service(), alone);
    const Failure failure = classify_failure(error.code, alone.status);
    if (failure != Failure::Permanent) {
      refused_.entries.push_back(index);
      refused_.throttled = refused_.throttled || failure == Failure::Throttled;
    }
    outcomes_[index] = tl::make_unexpected(CallFailure(std::move(error), reply_.attempts, reply_.status));
  }

  Error bad(std::string_view what) const {
    return bad_answer(sqs_.service(), "SendMessageBatch", reply_.request_id, what);
  }

  Client& sqs_;
  const std::vector<sqs_wire::Digests>& digests_;
  const Reply& reply_;
  Outcomes& outcomes_;
  Refused refused_;
};

void fail_all(Outcomes& outcomes, const std::vector<std::size_t>& chosen, const CallFailure& failure) {
  for (const std::size_t index : chosen) {
    outcomes[index] = tl::make_unexpected(failure);
  }
}

// What the answer left out stays unknown.
std::vector<CallResult<SentMessage>> all_of(Outcomes outcomes, const ServiceInfo& service) {
  std::vector<CallResult<SentMessage>> all;
  all.reserve(outcomes.size());
  for (auto& outcome : outcomes) {
    if (outcome) {
      all.push_back(std::move(*outcome));
    } else {
      all.push_back(tl::make_unexpected(
          CallFailure(bad_answer(service, "SendMessageBatch", "", "it does not say what became of it"))));
    }
  }
  return all;
}

}  // namespace

Task<std::vector<CallResult<SentMessage>>> send_message_batch(Caller sqs, std::span<const SendMessage> messages) {
  Outcomes outcomes(messages.size());
  const std::vector<sqs_wire::Digests> digests = sqs_wire::digests_of(messages);
  std::vector<std::size_t> chosen;
  bool all_may_repeat = true;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (Status text = sqs_wire::check_is_text(messages[i]); !text) {
      outcomes[i] = tl::make_unexpected(CallFailure(std::move(text).error()));
    } else {
      chosen.push_back(i);
      all_may_repeat = all_may_repeat && sqs_wire::may_be_sent_again(messages[i]);
    }
  }
  for (int attempt = 1; !chosen.empty(); ++attempt) {
    Request request = sqs_wire::make_request(sqs.client(), "SendMessageBatch", request_body(messages, chosen));
    request.idempotent = all_may_repeat;
    Called called = co_await sqs.start(std::move(request));
    if (!called.reply) {
      fail_all(outcomes, chosen, CallFailure(std::move(called.reply).error(), called.attempts, called.status));
      break;
    }
    called.reply->attempts += attempt - 1;
    auto refused = BatchAnswer(sqs.client(), digests, *called.reply, outcomes).read();
    if (!refused) {
      fail_all(outcomes, chosen, CallFailure(std::move(refused).error(), called.attempts, called.status));
      break;
    }
    chosen = std::move(refused->entries);
    const auto delay = chosen.empty() ? std::nullopt : sqs.client().entries_refused(attempt, refused->throttled);
    if (!delay) {
      break;
    }
    co_await sqs.channel().wait(*delay);
  }
  co_return all_of(std::move(outcomes), sqs.service());
}

}  // namespace itk::aws

#include "itk-invoke/doctor_dead_letters.h"

#include <fmt/core.h>

#include <charconv>

#include "common/aws/sqs.h"
#include "common/json/writer.h"
#include "itk-invoke/dead_letters.h"
#include "itk-invoke/queue_address.h"

namespace itk::invoke {
namespace {

std::string system_attribute(const aws::ReceivedMessage& message, const char* name) {
  const auto found = message.system_attributes.find(name);
  return found == message.system_attributes.end() ? "" : found->second;
}

std::string sent_at(const aws::ReceivedMessage& message) {
  const std::string text = system_attribute(message, "SentTimestamp");
  std::int64_t ms = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), ms);
  return error == std::errc() ? format_rfc3339(Timestamp::from_ms(ms)) : "at an unknown time";
}

class Report {
 public:
  Report(const SentByRun& run, bool as_json) : run_(run), as_json_(as_json) {}

  void add(const DeadLetters& letters, const std::string& dead_letter_url) {
    looked_at_ += letters.looked_at;
    is_complete_ = is_complete_ && letters.is_complete;
    for (const DeadLetter& letter : letters.of_run) {
      as_json_ ? add_json(letter) : add_line(letter);
      ++count_;
    }
    queues_ += (queues_.empty() ? "" : ", ") + dead_letter_url;
  }
  void add_without(const std::string& queue) { without_ += fmt::format("queue {} has no dead-letter queue\n", queue); }

  std::string text() const {
    if (as_json_) {
      return fmt::format("{{\"messages\":[{}],\"looked_at\":{},\"complete\":{}}}\n", text_, looked_at_, is_complete_);
    }
    std::string text = without_ + text_;
    if (!queues_.empty()) {
      text += fmt::format("{} of {} messages in {} are of this run; none was deleted\n", count_, looked_at_, queues_);
    }
    return is_complete_ ? text : text + "there are more, which were not looked at\n";
  }

 private:
  void add_line(const DeadLetter& letter) {
    const SentByRun::Sender& sender = run_.by_nonce.at(letter.nonce);
    text_ += fmt::format("{} iteration {}: message {}, sent {}, received {} times, {} bytes, nonce {}\n",
                         sender.case_id, sender.iteration, letter.message.id, sent_at(letter.message),
                         system_attribute(letter.message, "ApproximateReceiveCount"), letter.message.body.size(),
                         letter.nonce);
  }
  void add_json(const DeadLetter& letter) {
    const SentByRun::Sender& sender = run_.by_nonce.at(letter.nonce);
    text_ += text_.empty() ? "" : ",";
    json::ObjectWriter line(text_);
    line.string("case", sender.case_id);
    line.integer("iteration", sender.iteration);
    line.string("nonce", letter.nonce);
    line.string("queue", letter.queue_url);
    line.string("message", letter.message.id);
    line.string("sent", sent_at(letter.message));
    line.string("received", system_attribute(letter.message, "ApproximateReceiveCount"));
    line.close();
  }

  const SentByRun& run_;
  bool as_json_;
  std::string text_, without_, queues_;
  std::size_t looked_at_ = 0, count_ = 0;
  bool is_complete_ = true;
};

Status look_into(const std::string& queue_text, const SentByRun& run, AwsAccess& aws, Report& report) {
  const std::optional<QueueAddress> queue = parse_queue_address(queue_text);
  if (!queue) {
    return {};  // a function that got its event directly
  }
  ITK_TRY_ASSIGN(aws::Client * sqs, aws.client(aws::Service::Sqs, queue->region));
  ITK_TRY_ASSIGN(const auto attributes, aws::get_queue_attributes(*sqs, queue->url_at(sqs->endpoint().url)));
  ITK_TRY_ASSIGN(const std::optional<std::string> url, dead_letter_queue(*sqs, attributes));
  if (!url) {
    report.add_without(queue->name);
    return {};
  }
  ITK_TRY_ASSIGN(const DeadLetters letters, find_dead_letters(*sqs, *url, run));
  report.add(letters, *url);
  return {};
}

}  // namespace

Result<std::string> report_dead_letters(const std::string& run, AwsAccess& aws, bool as_json) {
  ITK_TRY_ASSIGN(const SentByRun sent, read_run(run));
  Report report(sent, as_json);
  for (const std::string& queue : sent.queues) {
    ITK_TRY(look_into(queue, sent, aws, report));
  }
  return report.text();
}

}  // namespace itk::invoke

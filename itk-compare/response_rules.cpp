// What came out of an execution: the response of the system, of its models, and to Slack.
//
// The response is the answer to the request. A queue gives none (and a fixture has none): then the responses
// of the spans are searched.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "common/base/text.h"
#include "itk-compare/payload_text.h"
#include "itk-compare/rules.h"

namespace itk::compare {
namespace {

bool is_empty_response(const RawJson& response) {
  const std::string& text = response.text;
  return text.empty() || text == "null" || text == "{}" || text == "[]" || text == "\"\"";
}

// One response in which texts are looked for.
class Haystack {
 public:
  Haystack(const RawJson& response, const SpanFacts* span) : response_(response), span_(span) {}

  bool contains(const expect::TextMatch& match) const { return contains_text(response_, match); }
  const SpanFacts* span() const { return span_; }  // null: the answer itself
  std::string_view text() const { return response_.text; }

 private:
  RawJson response_;
  const SpanFacts* span_;
};

RawJson decoded(const model::Answer& answer) {
  if (answer.enc != "base64" || answer.response.text.size() < 2) {
    return answer.response;
  }
  const std::string& quoted = answer.response.text;
  const Result<std::string> bytes = base64_decode(std::string_view(quoted).substr(1, quoted.size() - 2));
  return bytes ? RawJson{json::quote(*bytes)} : answer.response;
}

std::vector<Haystack> responses_of(const Evidence& evidence) {
  std::vector<Haystack> haystacks;
  for (const model::Answer& answer : evidence.answers) {
    // "sent": the response is the queue's receipt, not the system's.
    if (answer.status == "ok" && !is_empty_response(answer.response)) {
      haystacks.emplace_back(decoded(answer), nullptr);
    }
  }
  if (!haystacks.empty()) {
    return haystacks;
  }
  for (const SpanFacts& span : evidence.spans) {
    if (!is_empty_response(span.response)) {
      haystacks.emplace_back(span.response, &span);
    }
  }
  return haystacks;
}

std::string excerpt(std::string_view text) {
  constexpr std::size_t k_most = 200;
  if (text.size() <= k_most) {
    return std::string(text);
  }
  std::size_t size = k_most;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) {
    --size;  // not inside a UTF-8 sequence
  }
  return std::string(text.substr(0, size)) + "...";
}

std::string what_was_searched(const std::vector<Haystack>& haystacks) {
  if (haystacks.empty()) {
    return "no response";
  }
  return haystacks.size() == 1 ? excerpt(haystacks.front().text())
                               : fmt::format("{}, the last one {}", counted(haystacks.size(), "response"),
                                             excerpt(haystacks.back().text()));
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

std::string_view type_of(const SpanFacts& span) {
  return std::string_view(span.component).substr(0, span.component.find(':'));
}

bool is_bedrock(const SpanFacts& span) {
  constexpr std::string_view k_types[] = {"agent", "model", "bedrock", "bedrock_agent", "bedrock_model"};
  return std::find(std::begin(k_types), std::end(k_types), type_of(span)) != std::end(k_types);
}

// Something that is about Slack and sends. An entrypoint called by Slack is about Slack too, but receives.
bool sends_to_slack(const SpanFacts& span) {
  constexpr std::string_view k_verbs[] = {"post", "send", "sent", "reply", "replied", "respond", "notif", "publish"};
  const std::string title = lower(span.title());
  if (title.find("chat.postmessage") != std::string::npos) {
    return true;
  }
  return type_of(span) != "entrypoint" && title.find("slack") != std::string::npos &&
         std::any_of(std::begin(k_verbs), std::end(k_verbs),
                     [&](std::string_view verb) { return title.find(verb) != std::string::npos; });
}

}  // namespace

namespace rules {

Finding response_contains(const expect::Arguments& arguments, const Evidence& evidence) {
  std::vector<std::string> wanted;
  for (const expect::TextMatch& match : arguments.matches) {
    wanted.push_back(match.describe());
  }
  const std::vector<Haystack> haystacks = responses_of(evidence);
  Finding finding{
      Outcome::Passed, fmt::format("a response with {}", fmt::join(wanted, " and ")), what_was_searched(haystacks), {}};
  for (std::size_t i = 0; i < arguments.matches.size(); ++i) {
    const auto holder = std::find_if(haystacks.begin(), haystacks.end(),
                                     [&](const Haystack& haystack) { return haystack.contains(arguments.matches[i]); });
    if (holder == haystacks.end()) {
      finding.outcome = Outcome::Failed;
      finding.expected = fmt::format("a response with {}", wanted[i]);
      finding.spans.clear();
      return finding;
    }
    if (holder->span() != nullptr) {
      show(finding, *holder->span());
    }
  }
  return finding;
}

Finding bedrock_response_present(const expect::Arguments&, const Evidence& evidence) {
  Finding finding{Outcome::Failed, "a response of a Bedrock agent or model", "", {}};
  std::size_t candidates = 0;
  for (const SpanFacts& span : evidence.spans) {
    if (!is_bedrock(span)) {
      continue;
    }
    ++candidates;
    if (!is_empty_response(span.response)) {
      finding.outcome = Outcome::Passed;
      finding.actual = span.title();
      show(finding, span);
      return finding;
    }
  }
  const bool is_agent = std::any_of(evidence.invocations.begin(), evidence.invocations.end(),
                                    [](const model::Invocation& i) { return i.entrypoint == "bedrock_invoke_agent"; });
  for (const model::Answer& answer : evidence.answers) {
    if (is_agent && answer.status == "ok" && !is_empty_response(answer.response)) {
      finding.outcome = Outcome::Passed;
      finding.actual = "the agent's answer";
      return finding;
    }
  }
  finding.actual =
      candidates == 0 ? "no span of an agent or model" : counted(candidates, "such span") + ", all without a response";
  return finding;
}

Finding slack_message_sent(const expect::Arguments&, const Evidence& evidence) {
  Finding finding{Outcome::Failed, "a span that sends to Slack", "none", {}};
  for (const SpanFacts& span : evidence.spans) {
    if (!sends_to_slack(span)) {
      continue;
    }
    finding.spans.clear();
    show(finding, span);
    if (!span.failed()) {
      finding.outcome = Outcome::Passed;
      finding.actual = span.title();
      return finding;
    }
    finding.actual = span.title() + " failed";
  }
  return finding;
}

}  // namespace rules
}  // namespace itk::compare

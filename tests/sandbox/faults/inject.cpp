#include "tests/sandbox/faults/inject.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <variant>

#include "tests/sandbox/faults/broken_stream.h"
#include "tests/sandbox/faults/wording.h"

namespace itk::sandbox {
namespace {

// "Fri, 20 Nov 2026 08:00:00 GMT" (RFC 9110): clients with a wrong clock correct it by this.
std::string http_date(Timestamp time) {
  const std::time_t seconds = time.ms() / 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 40> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

struct Injector {
  const Target& target;
  const faults::Rule& rule;
  Timestamp now;

  HttpResponse operator()(const faults::Refusal& refusal) const {
    HttpResponse response = target.refuse(faults::refusal(target.service, target.operation, target.principal, refusal));
    if (refusal.retry_after_s) {
      response.headers.emplace_back("Retry-After", std::to_string(*refusal.retry_after_s));
    }
    return with_date(std::move(response), now);
  }

  HttpResponse operator()(const faults::ClockSkew& skew) const {
    const Timestamp theirs{now.ns + skew.seconds * 1'000'000'000};
    HttpResponse response = target.work(theirs, nullptr);
    if (response.status >= 400 && !skew.code.empty()) {
      faults::Refusal named;
      named.code = skew.code;
      named.status = 403;
      named.message = "The difference between the request time and the current time is too large.";
      response = target.refuse(faults::refusal(target.service, target.operation, target.principal, named));
    }
    return with_date(std::move(response), theirs);
  }

  HttpResponse operator()(const faults::LostRequest& lost) const {
    HttpResponse response;
    response.disturbance = lost.disturbance;
    return response;
  }

  HttpResponse operator()(const faults::DisturbedAnswer& disturbed) const {
    HttpResponse response = with_date(target.work(now, nullptr), now);
    response.disturbance = disturbed.disturbance;
    return response;
  }

  HttpResponse operator()(const faults::BrokenStream& broken) const {
    return faults::break_stream(with_date(target.work(now, nullptr), now), broken);
  }

  HttpResponse operator()(const faults::PartialBatch&) const { return with_date(target.work(now, &rule), now); }
  HttpResponse operator()(const faults::WrongMd5&) const { return with_date(target.work(now, &rule), now); }
};

bool is_chosen(const faults::PartialBatch& rule, const Json::Value& entry, Json::ArrayIndex at) {
  if (rule.ids.empty()) {
    return (at + 1) % rule.every == 0;
  }
  return std::find(rule.ids.begin(), rule.ids.end(), entry["Id"].asString()) != rule.ids.end();
}

Outcome<Json::Value> answer_partly(Service& service, Call call, const faults::PartialBatch& rule) {
  Json::Value kept(Json::arrayValue), failed(Json::arrayValue);
  for (Json::ArrayIndex at = 0; at < call.parameters["Entries"].size(); ++at) {
    const Json::Value& entry = call.parameters["Entries"][at];
    if (!is_chosen(rule, entry, at)) {
      kept.append(entry);
      continue;
    }
    Json::Value failure;
    failure["Id"] = entry["Id"];
    failure["Code"] = rule.code.empty() ? "InternalError" : rule.code;
    failure["Message"] = rule.message.empty() ? "We encountered an internal error. Please try again." : rule.message;
    failure["SenderFault"] = rule.sender_fault;
    failed.append(failure);
  }
  Json::Value answer(Json::objectValue);
  if (!kept.empty()) {
    call.parameters["Entries"] = kept;
    auto outcome = service.answer(call);
    if (!outcome) {
      return outcome;
    }
    answer = *std::move(outcome);
  }
  for (const Json::Value& each : failed) {
    answer["Failed"].append(each);
  }
  return answer;
}

void spoil_digest(Json::Value& sent, const std::string& member) {
  if (sent.isMember(member)) {
    sent[member] = "00000000000000000000000000000000";
  }
}

}  // namespace

HttpResponse with_date(HttpResponse response, Timestamp now) {
  response.headers.emplace_back("Date", http_date(now));
  return response;
}

HttpResponse answer_with_fault(const Target& target, const faults::Rule& rule, Timestamp now) {
  return std::visit(Injector{target, rule, now}, rule.what);
}

Outcome<Json::Value> spoiled_answer(Service& service, Call call, const faults::Rule& rule) {
  if (const auto* partial = std::get_if<faults::PartialBatch>(&rule.what)) {
    return answer_partly(service, std::move(call), *partial);
  }
  auto answer = service.answer(call);
  const auto* wrong = std::get_if<faults::WrongMd5>(&rule.what);
  if (answer && wrong != nullptr) {
    spoil_digest(*answer, wrong->member);
    for (Json::Value& sent : (*answer)["Successful"]) {
      spoil_digest(sent, wrong->member);
    }
    if ((*answer)["Successful"].isNull()) {
      answer->removeMember("Successful");
    }
  }
  return answer;
}

}  // namespace itk::sandbox

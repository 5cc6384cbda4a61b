#include "tests/sandbox/web/http_service.h"

#include <algorithm>

#include "tests/sandbox/aws/document.h"
#include "tests/sandbox/aws/random_id.h"
#include "tests/sandbox/demo/json_line.h"

namespace itk::sandbox::web {
namespace {

using demo::JsonLine;

constexpr int k_threads = 4;
constexpr int k_polls = 3;
constexpr int k_most_polls = 1000;

// How often a job says that it is running: `polls` in its body.
int polls_of(const std::string& body) {
  const auto document = parse_document(body);
  const Json::Value polls = document ? (*document)["polls"] : Json::Value();
  return polls.isInt() ? std::clamp(polls.asInt(), 0, k_most_polls) : k_polls;
}

HttpResponse json(int status, const JsonLine& body) { return {status, "application/json", {}, body.close()}; }

}  // namespace

HttpService::HttpService(demo::HttpApi& api) : api_(api), background_(k_threads) {}

std::string HttpService::operation(const RestCall& call) const {
  const std::string resource = call.path.size() < 3 ? "" : call.path[2];
  if (resource == "orders" && call.http.method == "POST") {
    return "PostOrders";
  }
  return resource == "jobs" ? (call.http.method == "POST" ? "StartJob" : "GetJob") : "";
}

HttpResponse HttpService::write_fault(const Fault& fault) const {
  JsonLine body;
  body.text("error", fault.type).text("message", fault.message);
  return json(fault.status, body);
}

HttpResponse HttpService::answer(const RestCall& call) {
  const std::string what = operation(call);
  if (what == "PostOrders" && call.path.size() == 3) {
    return api_.answer(call.http, "POST /orders", call.request_id);
  }
  if (what == "StartJob" && call.path.size() == 3) {
    return start_job(call);
  }
  if (what == "GetJob" && call.http.method == "GET" && call.path.size() == 4) {
    return poll(call.path[3]);
  }
  return write_fault({404, "not_found", "There are POST /orders, POST /jobs and GET /jobs/{id}", ""});
}

HttpResponse HttpService::start_job(const RestCall& call) {
  const std::string id = "job-" + random_hex(12);
  {
    const std::lock_guard lock(mutex_);
    jobs_[id].polls_left = polls_of(call.http.body);
  }
  background_.run([this, id, request = call.http, request_id = call.request_id] {
    HttpResponse result = api_.answer(request, "POST /jobs", request_id);
    const std::lock_guard lock(mutex_);
    jobs_[id].result = std::move(result);
    jobs_[id].is_done = true;
    done_.notify_all();
  });
  JsonLine body;
  HttpResponse response = json(202, body.text("job_id", id).text("status", "running"));
  response.headers.emplace_back("Location", "/demo/http/jobs/" + id);
  return response;
}

HttpResponse HttpService::poll(const std::string& id) {
  std::unique_lock lock(mutex_);
  const auto job = jobs_.find(id);
  if (job == jobs_.end()) {
    return write_fault({404, "not_found", "There is no job " + id, ""});
  }
  JsonLine body;
  body.text("job_id", id);
  if (job->second.polls_left > 0) {
    --job->second.polls_left;
    return json(200, body.text("status", "running"));
  }
  // The number of polls is the promise: what has been asked so often waits for the work itself.
  if (!done_.wait_for(lock, std::chrono::seconds(10), [&] { return job->second.is_done; })) {
    return json(200, body.text("status", "running"));
  }
  body.text("status", job->second.result.status == 200 ? "done" : "failed");
  return json(200, body.raw("result", job->second.result.body));
}

}  // namespace itk::sandbox::web

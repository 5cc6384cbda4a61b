#include "tests/sandbox/demo/system.h"

#include <array>

#include "tests/sandbox/aws/random_id.h"
#include "tests/sandbox/demo/json_line.h"
#include "tests/sandbox/demo/sqs_event.h"

namespace itk::sandbox::demo {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds k_long_poll{20};
constexpr int k_retention_days = 30;
constexpr int k_fifo_workers = 2;

void make_queues(sqs::Queues& queues) {
  JsonLine policy;
  policy.text("deadLetterTargetArn", queues.arn(k_dead_letter_queue)).text("maxReceiveCount", "3");
  static_cast<void>(queues.create(std::string(k_dead_letter_queue), {}));
  static_cast<void>(queues.create(std::string(k_queue), {{"RedrivePolicy", policy.close()}}));
  static_cast<void>(
      queues.create(std::string(k_fifo_queue), {{"FifoQueue", "true"}, {"ContentBasedDeduplication", "true"}}));
}

World make_world(logs::LogStore& logs, xray::TraceStore& traces, Clock& clock, Pace& pace, const Account& account) {
  for (const std::string_view group : k_log_groups) {
    static_cast<void>(logs.create_group(std::string(group)));
    static_cast<void>(logs.keep(std::string(group), k_retention_days));
  }
  for (const std::string_view group : k_other_log_groups) {
    static_cast<void>(logs.create_group(std::string(group)));  // and kept for ever, as where nobody has thought of it
  }
  return {logs, traces, clock, pace, account};
}

std::string trace_header_of(const sqs::Message& message) {
  const auto found = message.system_attributes.find("AWSTraceHeader");
  return found == message.system_attributes.end() ? "" : found->second.value;
}

std::string noise_body() {
  constexpr std::array scenarios{"happy", "happy", "happy", "happy", "retry", "guardrail", "tool_error", "throttled"};
  const auto chosen = static_cast<std::size_t>(random_below(scenarios.size()));
  JsonLine body;
  body.text("userMessage", "Where is my order " + std::to_string(1000 + random_below(9000)) + "?");
  return body.text("scenario", scenarios.at(chosen)).close();
}

}  // namespace

DemoSystem::DemoSystem(sqs::Queues& queues, logs::LogStore& logs, xray::TraceStore& traces, Clock& clock,
                       const Account& account)
    : queues_(queues),
      world_(make_world(logs, traces, clock, pace_, account)),
      tools_(world_),
      model_(world_),
      supervisor_(world_, tools_, model_),
      gatekeeper_(world_, supervisor_),
      orchestrator_(world_, gatekeeper_),
      http_api_(world_, gatekeeper_),
      mcp_tools_(world_),
      runtime_agent_(world_, supervisor_) {
  make_queues(queues_);
}

DemoSystem::~DemoSystem() { stop(); }

void DemoSystem::start(int workers, double noise) {
  for (int worker = 0; worker < workers; ++worker) {
    threads_.emplace_back([this] { work(std::string(k_queue)); });
  }
  for (int worker = 0; worker < k_fifo_workers; ++worker) {
    threads_.emplace_back([this] { work(std::string(k_fifo_queue)); });
  }
  if (noise > 0) {
    threads_.emplace_back([this, noise] { make_noise(noise); });
  }
}

void DemoSystem::stop() {
  pace_.stop();
  queues_.close();
  for (std::thread& thread : threads_) {
    thread.join();
  }
  threads_.clear();
}

lambda::Functions DemoSystem::functions() {
  return {
      {std::string(k_orchestrator), [this](const lambda::Invocation& each) { return orchestrator_.run(each); }},
      {std::string(k_action_group), [this](const lambda::Invocation& each) { return tools_.handle(each); }},
  };
}

AgentAnswer DemoSystem::invoke_agent(std::string_view agent_id, const AgentRequest& request) {
  if (agent_id == k_supervisor_id) {
    return supervisor_.invoke(request);
  }
  return gatekeeper_.admit(request).answer;
}

void DemoSystem::work(const std::string& queue) {
  while (!pace_.is_stopping()) {
    const auto received = queues_.receive(queue, {1, std::nullopt, k_long_poll});
    if (!received) {
      pace_.work(milliseconds(200));  // somebody deleted the queue, and may make it again
      continue;
    }
    for (const sqs::Received& message : *received) {
      // Where X-Ray gets segments, Lambda gives what a queue triggers a trace of its own, linked to the senders'.
      const std::string trace_header = world_.traces.is_on() ? "" : trace_header_of(message.message);
      const lambda::InvocationResult result =
          orchestrator_.run({random_uuid(), sqs_event(message, world_.account, queue), trace_header});
      // What was cut short is not done; what raised comes again, and goes to the dead-letter queue in the end.
      if (!result.raised && !pace_.is_stopping()) {
        static_cast<void>(queues_.remove(queue, message.receipt_handle));
      }
    }
  }
}

void DemoSystem::make_noise(double per_second) {
  const milliseconds between(static_cast<std::int64_t>(1000.0 / per_second));
  while (!pace_.is_stopping()) {
    sqs::Outgoing outgoing;
    outgoing.body = noise_body();
    static_cast<void>(queues_.send(std::string(k_queue), std::move(outgoing)));
    pace_.work(between / 2, between + between / 2);
  }
}

}  // namespace itk::sandbox::demo

#include "itk-invoke/executor.h"

#include <fmt/core.h>

#include "common/ids/id.h"
#include "common/json/writer.h"
#include "itk-invoke/hooks.h"
#include "itk-invoke/queue_outbox.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
namespace {

// Ids, response and request id are those of the first; attempts are all that were made.
Receipt both(Receipt first, const Receipt& second) {
  first.attempts += second.attempts;
  first.ids.insert(first.ids.end(), second.ids.begin(), second.ids.end());
  ids::canonicalise(first.ids);
  return first;
}

// What the case expects, its late values put in, and that its canaries stay out of tools.
std::vector<model::Expectation> expectations_of(const Case& test_case, const LateValues& values) {
  std::vector<model::Expectation> expected = test_case.expected;
  for (model::Expectation& each : expected) {
    each.params.text = LateText::json(std::move(each.params.text)).shown(values);
  }
  if (!test_case.canaries.empty()) {
    model::Expectation& canaries = expected.emplace_back();
    canaries.name = "no_canary_in_tools";
    canaries.at = model::Position{test_case.file, test_case.at.line, test_case.at.column};
    std::string list;
    for (const std::string& canary : test_case.canaries) {
      (list += list.empty() ? "[" : ",") += json::quote(LateText::plain(canary).shown(values));
    }
    json::ObjectWriter params(canaries.params.text);
    params.raw("text", list + "]");
    params.close();
  }
  return expected;
}

}  // namespace

Execution Executor::execution_of(const Due& due, std::int64_t turn) const {
  const Case& test_case = due.planned->test_case;
  Execution execution;
  execution.identity = make_identity(run_.run, run_.start, test_case.id, due.iteration, turn);
  execution.turn = turn;
  execution.leaves_marks = test_case.nonce;
  const Timestamp now = world_.clock.now();
  if (test_case.timeout_ms) {
    execution.deadline = Timestamp{now.ns + *test_case.timeout_ms * 1'000'000};
  }
  LateValues& values = execution.values;
  values.nonce = execution.identity.nonce;
  values.run_id = run_.run;
  values.inv = execution.identity.inv;
  values.now = format_rfc3339(now);
  values.iteration = due.iteration;
  values.seed = seed_of(values.nonce);
  values.fetched = &fetched_;
  return execution;
}

model::Invocation Executor::invocation_of(const Due& due, const Execution& execution) const {
  const Case& test_case = due.planned->test_case;
  model::Invocation invocation;
  invocation.inv = execution.identity.inv;
  invocation.run = run_.run;
  invocation.case_id = test_case.id;
  invocation.name = test_case.name;
  invocation.tags = test_case.tags;
  invocation.file = test_case.file;
  invocation.line = test_case.at.line;
  invocation.iteration = due.iteration;
  if (execution.turn > 0) {
    invocation.turn = execution.turn;
  }
  invocation.entrypoint = test_case.entrypoint;
  invocation.time = world_.clock.now();
  invocation.expected = expectations_of(test_case, execution.values);
  invocation.collect = test_case.collect;
  if (const Delivery* delivery = due.planned->delivery.get()) {
    invocation.target = delivery->target();
    invocation.request = delivery->request(execution);
    invocation.nonce = execution.identity.nonce;
    invocation.ids = execution.identity.ids();
  } else {
    std::vector<YamlProblem> said_before;
    invocation.request.text = test_case.payload.is_null()
                                  ? ""
                                  : LateText::json(to_json(test_case.payload, said_before)).shown(execution.values);
    invocation.fixture = due.planned->fixture;
  }
  return invocation;
}

Status Executor::start(const Due& due) {
  Execution first = execution_of(due, due.planned->delivery->turns() > 0 ? 1 : 0);
  ITK_TRY(stage_.write(invocation_of(due, first)));
  ++tally_.started;
  loop_.spawn(carry_out(due, std::move(first)));
  return {};
}

Status Executor::skip(const Due& due, const std::string& status, const std::string& reason) {
  const Execution execution = execution_of(due, 0);
  ITK_TRY(stage_.write(invocation_of(due, execution)));
  model::Answer answer;
  answer.inv = execution.identity.inv;
  answer.status = status;
  answer.reason = reason;
  return stage_.write(std::move(answer));
}

void Executor::keep(Status status) {
  if (!status && failure_) {
    failure_ = std::move(status);
  }
}

Task<> Executor::carry_out(Due due, Execution execution) {
  const Case& test_case = due.planned->test_case;
  const std::int64_t turns = due.planned->delivery->turns();
  bool is_fine = co_await carry_out_turn(due, execution);
  for (std::int64_t turn = 2; turn <= turns && is_fine; ++turn) {
    execution = execution_of(due, turn);
    keep(stage_.write(invocation_of(due, execution)));
    keep(stage_.flush());
    is_fine = co_await carry_out_turn(due, execution);
  }
  if (!test_case.after.empty()) {
    const Status cleaned = co_await run_hooks(loop_, test_case, test_case.after, execution, world_.environment);
    if (!cleaned) {
      is_fine = false;
      keep(report(due, execution, cleaned.error()));
    }
  }
  ++tally_.ended;
  tally_.errors += is_fine ? 0 : 1;
}

// Whether all went well. Before the first turn the hooks have their say.
Task<bool> Executor::carry_out_turn(const Due& due, const Execution& execution) {
  const Case& test_case = due.planned->test_case;
  model::Answer record;
  record.inv = execution.identity.inv;
  if (execution.turn > 0) {
    record.turn = execution.turn;
  }
  if (execution.turn <= 1 && !test_case.before.empty()) {
    const Status ready = co_await run_hooks(loop_, test_case, test_case.before, execution, world_.environment);
    if (!ready) {
      keep(answer(due, execution, std::move(record), tl::make_unexpected(DeliveryFailure(ready.error()))));
      co_return false;
    }
  }
  record.sent = world_.clock.now();
  Delivered delivered = co_await deliver(due, execution);
  const bool is_fine = delivered.has_value();
  record.answered = world_.clock.now();
  keep(answer(due, execution, std::move(record), std::move(delivered)));
  co_return is_fine;
}

// As often as the case says; the second time with the same names, for what bears them twice is what it is about.
Task<Delivered> Executor::deliver(const Due& due, const Execution& execution) {
  Ways ways{aws_, loop_, outbox_, [this, &execution](model::Event event) { return emit(execution, std::move(event)); },
            tally_.throttles};
  Delivered delivered = co_await due.planned->delivery->send(ways, execution);
  for (int again = 1; again < due.planned->test_case.deliver && delivered; ++again) {
    Delivered next = co_await due.planned->delivery->send(ways, execution);
    if (!next) {
      Receipt known = both(std::move(*delivered), next.error().known);
      co_return tl::make_unexpected(DeliveryFailure(std::move(next.error().error), std::move(known)));
    }
    delivered = both(std::move(*delivered), *next);
  }
  co_return std::move(delivered);
}

Status Executor::emit(const Execution& execution, model::Event event) {
  event.inv = execution.identity.inv;
  if (event.tokens) {
    tally_.tokens += event.tokens->input + event.tokens->output;
  }
  event.payload.text = hidden_.hide(std::move(event.payload.text));
  event.text = hidden_.hide(std::move(event.text));
  event.request.text = hidden_.hide(std::move(event.request.text));
  event.response.text = hidden_.hide(std::move(event.response.text));
  return stage_.write(std::move(event));
}

Status Executor::answer(const Due& due, const Execution& execution, model::Answer record, Delivered delivered) {
  Receipt& known = delivered ? *delivered : delivered.error().known;
  record.status = delivered ? known.status : "error";
  record.attempts = known.attempts;
  record.ids = std::move(known.ids);
  record.request_id = delivered ? std::move(known.request_id) : delivered.error().error.request_id;
  if (known.http_status != 0) {
    record.http_status = known.http_status;
  }
  record.response.text = hidden_.hide(std::move(known.response.text));
  record.enc = std::move(known.enc);
  if (delivered) {
    return stage_.write(std::move(record));
  }
  Error error = std::move(delivered.error().error);
  error.message = hidden_.hide(std::move(error.message));
  record.error = model::make_fault(error);
  ITK_TRY(stage_.write(std::move(record)));
  return report(due, execution, std::move(error));
}

Status Executor::report(const Due& due, const Execution& execution, Error error) {
  const Case& test_case = due.planned->test_case;
  error.message = hidden_.hide(std::move(error.message));
  return stage_.report(with_context(std::move(error), test_case.id), execution.identity.inv,
                       model::Position{test_case.file, test_case.at.line, test_case.at.column});
}

}  // namespace itk::invoke

#include "itk-invoke/sender.h"

#include <fmt/core.h>

#include <set>

#include "common/base/ulid.h"
#include "common/base/version.h"
#include "itk-invoke/run_record.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {

Status Sender::begin(const std::string& suite, const settings::Settings& settings,
                     const std::vector<PlannedCase>& plan) {
  run_.start = world_.clock.now();
  run_.run = options_.run_id.empty() ? make_ulid(run_.start) : options_.run_id;
  run_.suite = suite;
  run_.mode = purpose_ == Purpose::Live ? "live" : "dev-fixtures";
  run_.env = settings.get("ITK_ENV").value_or("");
  run_.endpoint = "aws";
  run_.version = k_version;
  run_.ci = ci_context(world_.environment);
  const Status described = purpose_ == Purpose::Live ? describe_endpoint(plan) : Status();
  ITK_TRY(stage_.write(run_));
  ITK_TRY(stage_.flush());
  return described;
}

Status Sender::describe_endpoint(const std::vector<PlannedCase>& plan) {
  std::set<std::string> accounts;
  std::string region;
  for (const PlannedCase& planned : plan) {
    if (planned.delivery) {
      region = region.empty() ? planned.delivery->region() : region;
      accounts.insert(planned.delivery->account());
    }
  }
  if (accounts.size() == 1) {
    run_.account = *accounts.begin();
  }
  ITK_TRY_ASSIGN(const aws::Config config, aws_.config(region));
  run_.region = config.region;
  // One delivery to somewhere else than AWS, and the run is no run against AWS.
  ITK_TRY(note_endpoint(aws::Service::Sqs, region));
  for (const PlannedCase& planned : plan) {
    if (planned.delivery) {
      ITK_TRY(note_endpoint(planned.delivery->service(), planned.delivery->region()));
    }
  }
  return {};
}

Status Sender::note_endpoint(aws::Service service, const std::string& region) {
  ITK_TRY_ASSIGN(const aws::Endpoint endpoint, aws_.endpoint(service, region));
  if (endpoint.custom && run_.endpoint_url.empty()) {
    run_.endpoint = "custom";
    run_.endpoint_url = endpoint.url;
  }
  return {};
}

Status Sender::connect(const std::vector<PlannedCase>& plan) {
  if (!sends()) {
    return {};
  }
  for (const PlannedCase& planned : plan) {
    ITK_TRY(planned.delivery->connect(aws_));
  }
  return {};
}

model::Invocation Sender::invocation_of(const PlannedCase& planned, std::int64_t iteration,
                                        const Identity& identity) const {
  const Case& test_case = planned.test_case;
  model::Invocation invocation;
  invocation.inv = identity.inv;
  invocation.run = run_.run;
  invocation.case_id = test_case.id;
  invocation.name = test_case.name;
  invocation.tags = test_case.tags;
  invocation.file = test_case.file;
  invocation.line = test_case.at.line;
  invocation.iteration = iteration;
  invocation.entrypoint = test_case.entrypoint;
  invocation.time = world_.clock.now();
  invocation.expected = test_case.expected;
  invocation.collect = test_case.collect;
  if (planned.delivery) {
    invocation.target = planned.delivery->target();
    invocation.request = planned.delivery->request();
    invocation.nonce = identity.nonce;
    invocation.ids = identity.ids();
  } else {
    std::vector<YamlProblem> said_before;
    invocation.request.text = test_case.payload.is_null() ? "" : to_json(test_case.payload, said_before);
    invocation.fixture = planned.fixture;
  }
  return invocation;
}

Status Sender::execute(const PlannedCase& planned, std::int64_t iteration) {
  const Identity identity = make_identity(run_.run, run_.start, planned.test_case.id, iteration);
  ITK_TRY(stage_.write(invocation_of(planned, iteration, identity)));
  // The invocation has to be out before its first byte is: a killed run must not leave messages that nobody knows of.
  ITK_TRY(stage_.flush());
  model::Answer answer;
  answer.inv = identity.inv;
  if (sends()) {
    return deliver(planned, identity, std::move(answer));
  }
  if (options_.dry_run) {
    answer.status = "skipped";
    answer.reason = "dry run: nothing was sent";
  } else if (planned.fixture.empty()) {
    answer.status = "skipped";
    answer.reason = "the case has no fixture, and dev-fixtures mode sends nothing";
    stage_.log().info(fmt::format("{}: skipped: {}", planned.test_case.id, answer.reason));
    ++skipped_;
  } else {
    answer.status = "ok";  // the fixture is the answer; attempts 0 and no times say that nothing was sent
  }
  return stage_.write(std::move(answer));
}

Status Sender::deliver(const PlannedCase& planned, const Identity& identity, model::Answer answer) {
  answer.sent = world_.clock.now();
  tl::expected<Receipt, DeliveryFailure> receipt = planned.delivery->send(aws_, identity);
  answer.answered = world_.clock.now();
  Receipt& known = receipt ? *receipt : receipt.error().known;
  for (model::Event& event : known.events) {
    event.inv = identity.inv;
    ITK_TRY(stage_.write(std::move(event)));
  }
  answer.status = receipt ? known.status : "error";
  answer.attempts = known.attempts;
  answer.ids = std::move(known.ids);
  answer.request_id = receipt ? std::move(known.request_id) : receipt.error().error.request_id;
  if (known.http_status != 0) {
    answer.http_status = known.http_status;
  }
  answer.response = std::move(known.response);
  answer.enc = std::move(known.enc);
  if (receipt) {
    ITK_TRY(stage_.write(std::move(answer)));
    return stage_.flush();
  }
  const Error& error = receipt.error().error;
  answer.error = model::make_fault(error);
  ITK_TRY(stage_.write(std::move(answer)));
  const Case& test_case = planned.test_case;
  ITK_TRY(stage_.report(with_context(error, test_case.id), identity.inv,
                        model::Position{test_case.file, test_case.at.line, test_case.at.column}));
  return stage_.flush();
}

Status Sender::send_all(const std::vector<PlannedCase>& plan) {
  for (std::size_t i = 0; i < plan.size(); ++i) {
    for (std::int64_t iteration = 1; iteration <= options_.iterations; ++iteration) {
      if (outside_.interrupted()) {
        return report_rest(plan, i, iteration - 1);
      }
      ITK_TRY(execute(plan[i], iteration));
    }
  }
  if (skipped_ == plan.size() * static_cast<std::size_t>(options_.iterations)) {
    return tl::make_unexpected(usage_error(
        "all_skipped", "all cases were skipped: none has a fixture; add `fixture:` to one, or run with --mode live"));
  }
  return {};
}

Status Sender::report_rest(const std::vector<PlannedCase>& plan, std::size_t from, std::int64_t iterations_done) {
  std::string names;
  for (std::size_t i = from; i < plan.size(); ++i) {
    names += (names.empty() ? "" : ", ") + plan[i].test_case.id;
  }
  if (iterations_done > 0) {
    names +=
        fmt::format(" ({} after {} of {} iterations)", plan[from].test_case.id, iterations_done, options_.iterations);
  }
  return tl::make_unexpected(Error{ErrorClass::Transient,
                                   ExitCode::Incomplete,
                                   "interrupted",
                                   fmt::format("interrupted: not invoked: {}", names),
                                   {},
                                   {}});
}

}  // namespace itk::invoke

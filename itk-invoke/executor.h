// Carries out one execution of a case after the other, many at once: its records, its hooks, its turns.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "common/stage/run.h"
#include "common/stage/stage.h"
#include "itk-invoke/hidden_values.h"
#include "itk-invoke/schedule.h"
#include "itk-invoke/stop_rules.h"

namespace itk::invoke {

class Executor {
 public:
  // All of them outlive this, and this outlives the tasks. `fetched` holds what ${ssm:...} and ${secret:...} stand for.
  Executor(const model::Run& run, Stage& stage, World& world, AwsAccess& aws, aws::Loop& loop, QueueOutbox& outbox,
           const std::map<std::string, std::string>& fetched, Tally& tally)
      : run_(run),
        stage_(stage),
        world_(world),
        aws_(aws),
        loop_(loop),
        outbox_(outbox),
        fetched_(fetched),
        hidden_(fetched),
        tally_(tally) {}

  // Writes the invocation (of a conversation that of its first turn) and spawns the task that does the rest. The
  // invocation has to be flushed before the loop turns again: a killed run must not leave messages that nobody knows of.
  Status start(const Due& due);
  // Writes the invocation, and an answer that says why nothing is sent.
  Status skip(const Due& due, const std::string& status, const std::string& reason);

  // The first record that could not be written, which ends everything.
  const Status& failure() const { return failure_; }

 private:
  Execution execution_of(const Due& due, std::int64_t turn) const;
  model::Invocation invocation_of(const Due& due, const Execution& execution) const;
  Task<> carry_out(Due due, Execution execution);
  Task<bool> carry_out_turn(const Due& due, const Execution& execution);
  Task<Delivered> deliver(const Due& due, const Execution& execution);
  Status answer(const Due& due, const Execution& execution, model::Answer answer, Delivered delivered);
  Status report(const Due& due, const Execution& execution, Error error);
  Status emit(const Execution& execution, model::Event event);
  void keep(Status status);

  const model::Run& run_;
  Stage& stage_;
  World& world_;
  AwsAccess& aws_;
  aws::Loop& loop_;
  QueueOutbox& outbox_;
  const std::map<std::string, std::string>& fetched_;
  const HiddenValues hidden_;
  Tally& tally_;
  Status failure_;
};

}  // namespace itk::invoke

// Ways into the system under test. Each has its own small file that compiles a case into a Delivery; the table in
// entrypoint.cpp is the only other place that knows it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/json/raw_json.h"
#include "common/model/evidence.h"
#include "common/settings/settings.h"
#include "itk-invoke/aws_access.h"
#include "itk-invoke/case.h"
#include "itk-invoke/identity.h"
#include "itk-invoke/late_text.h"
#include "itk-invoke/problem.h"

namespace itk::invoke {

class QueueOutbox;

// One execution of a case, or one turn of it.
struct Execution {
  Identity identity;
  LateValues values;
  bool leaves_marks = true;  // false: `nonce: off`, so nothing of ours is sent along
  std::int64_t turn = 0;     // from 1 in a conversation; 0: the case is none
  std::optional<Timestamp> deadline;
};

// What a delivery acts with while it sends.
struct Ways {
  // Calls that end with the execution's deadline.
  Result<aws::Caller> caller(aws::Service service, const std::string& region, const Execution& execution);

  AwsAccess& aws;
  aws::Loop& loop;
  QueueOutbox& outbox;
  // Hands out evidence as it comes with the answer. Whose it is need not be said.
  std::function<Status(model::Event)> emit;
  // Answers that refused the rate, of whoever is no client of AWS (those count their own).
  std::int64_t& throttles;
  // Of this execution, begun so far: what one emits must not bear the ids of another's (`deliver: twice`).
  int deliveries = 0;
};

// What came back from a delivery; of one that failed, what is known all the same.
struct Receipt {
  std::string status;            // of the answer record: "sent" (accepted by a queue) or "ok" (answered)
  std::vector<std::string> ids;  // learnt, "kind:value"
  std::string request_id;
  int attempts = 0;
  int http_status = 0;
  RawJson response;
  std::string enc;  // "base64" where response is
};

struct DeliveryFailure {
  DeliveryFailure(Error why) : error(std::move(why)) {}  // NOLINT: what fails before anything is sent is an Error
  DeliveryFailure(Error why, Receipt what_is_known) : error(std::move(why)), known(std::move(what_is_known)) {}
  // A call of AWS that failed, added to what was known before it.
  DeliveryFailure(aws::CallFailure call, Receipt before);

  Error error;
  Receipt known;
};

using Delivered = tl::expected<Receipt, DeliveryFailure>;

// A case made ready to be sent, any number of times, and many times at once.
class Delivery {
 public:
  virtual ~Delivery() = default;

  // Queue URL, function, agent: for the invocation record.
  virtual std::string target() const = 0;
  // What is going to be sent, as records may show it.
  virtual RawJson request(const Execution& execution) const = 0;
  // "ssm:NAME", "secret:NAME": what has to be fetched before it can be sent.
  virtual std::vector<std::string> fetches() const { return {}; }
  // Of AWS; absent where something else is driven.
  virtual std::optional<aws::Service> service() const = 0;
  // Of the target, where the case or the target's name tells; else empty.
  virtual std::string region() const { return ""; }
  virtual std::string account() const { return ""; }
  // How many turns the conversation has; 0: the case is none.
  virtual std::int64_t turns() const { return 0; }
  // Finds endpoint and credentials, and looks up what the target names only indirectly; nothing is sent.
  virtual Status connect(AwsAccess& aws) = 0;
  // Both outlive the task.
  virtual Task<Delivered> send(Ways& ways, const Execution& execution) const = 0;
};

// Reads the case's target and payload. Null: there were problems, or this version cannot drive it, which is one.
std::unique_ptr<Delivery> compile_delivery(const Case& test_case, const settings::Settings& settings,
                                           Problems& problems);

// All types that a case may name, in order of their names' importance to a reader.
const std::vector<std::string>& entrypoint_types();

}  // namespace itk::invoke

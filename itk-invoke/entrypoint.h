// Ways into the system under test. Each has its own small file that compiles a case into a Delivery; the table in
// entrypoint.cpp is the only other place that knows it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/json/raw_json.h"
#include "common/model/evidence.h"
#include "common/settings/settings.h"
#include "itk-invoke/aws_access.h"
#include "itk-invoke/case.h"
#include "itk-invoke/identity.h"
#include "itk-invoke/problem.h"

namespace itk::invoke {

// What came back from a delivery; of one that failed, what is known all the same.
struct Receipt {
  std::string status;            // of the answer record: "sent" (accepted by a queue) or "ok" (answered)
  std::vector<std::string> ids;  // learnt, "kind:value"
  std::string request_id;
  int attempts = 0;
  int http_status = 0;
  RawJson response;
  std::string enc;  // "base64" where response is
  // Evidence that came with the answer, in order; whose it is, is not said yet.
  std::vector<model::Event> events;
};

struct DeliveryFailure {
  Error error;
  Receipt known;
};

// A case made ready to be sent, any number of times.
class Delivery {
 public:
  virtual ~Delivery() = default;

  // Queue URL, function, agent: for the invocation record.
  virtual std::string target() const = 0;
  virtual RawJson request() const = 0;
  virtual aws::Service service() const = 0;
  // Of the target, where the case or the target's name tells; else empty.
  virtual std::string region() const = 0;
  virtual std::string account() const = 0;
  // Finds endpoint and credentials, and looks up what the target names only indirectly; nothing is sent.
  virtual Status connect(AwsAccess& aws) = 0;
  virtual tl::expected<Receipt, DeliveryFailure> send(AwsAccess& aws, const Identity& identity) const = 0;
};

// Reads the case's target and payload. Null: there were problems, or this version cannot drive it, which is one.
std::unique_ptr<Delivery> compile_delivery(const Case& test_case, const settings::Settings& settings,
                                           Problems& problems);

// All types that a case may name, in order of their names' importance to a reader.
const std::vector<std::string>& entrypoint_types();

}  // namespace itk::invoke

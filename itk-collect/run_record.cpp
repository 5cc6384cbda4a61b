#include "itk-collect/run_record.h"

#include "common/base/ulid.h"
#include "common/base/version.h"

namespace itk::collect {

model::Run make_run(const redact::Redactor& redactor, Timestamp now) {
  model::Run run;
  run.run = make_ulid(now);
  run.mode = "live";
  run.endpoint = "aws";
  run.version = k_version;
  run.start = now;
  run.redaction_key = redactor.key_fingerprint();
  return run;
}

}  // namespace itk::collect

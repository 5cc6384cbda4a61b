// A file of saved evidence, whatever its format, as events. Memory: the file, and its events.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/model/evidence.h"
#include "common/redact/redactor.h"
#include "itk-collect/readers/document.h"

namespace itk::collect::readers {

struct FileEvidence {
  struct Found {
    model::Event event;
    std::string own_id;  // of where it stands in the file, where event.id is CloudWatch's
  };
  std::vector<Found> events;  // in order of the file
  FormatCounts formats;
  std::int64_t not_json = 0;  // lines that look like JSON and are none
  std::string problem;        // why it may not be all: "a.json:12:7: ..."; empty: it is
};

// Errors: the file cannot be read.
Result<FileEvidence> read_evidence_file(const std::string& path, redact::Redactor& redactor);
// The same of bytes in memory.
Result<FileEvidence> read_evidence(std::string_view bytes, const std::string& name, redact::Redactor& redactor);

}  // namespace itk::collect::readers

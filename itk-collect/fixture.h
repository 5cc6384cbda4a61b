// dev-fixtures: the case's recorded evidence instead of AWS. Every event is bound to the case, so that
// fixtures which share ids never join (design: Binding).
#pragma once

#include "common/base/log.h"
#include "common/model/sending.h"
#include "common/redact/redactor.h"
#include "itk-collect/outbox.h"

namespace itk::collect {

// The events of invocation.fixture, one per line, in order of the file, and the collection that says so.
// Event ids are
// "<16 hex digits of the file's SHA-256>:<line>@<inv>": two cases may read one file, and ids are unique in a
// stream.
Result<Collected> read_fixture(const model::Invocation& invocation, redact::Redactor& redactor, const Logger& log);

}  // namespace itk::collect

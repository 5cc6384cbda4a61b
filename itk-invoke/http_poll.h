// Looks at a job over HTTP.
#pragma once

#include <memory>

#include "itk-invoke/http_reader.h"
#include "itk-invoke/until.h"

namespace itk::invoke {

// `until` with a URL: another one, a path on the host that answered, or without one what that answer's Location says.
// Null: there were problems.
std::unique_ptr<Poll> compile_http_poll(const YamlNode& until, const UntilBase& base, const Complain& complain);

}  // namespace itk::invoke

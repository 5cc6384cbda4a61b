// How a case is driven, beside where it goes and what it sends: how often, how long, what runs before and after.
#pragma once

#include "itk-invoke/case.h"
#include "itk-invoke/case_reader.h"

namespace itk::invoke {

// Reads repeat, timeout, nonce, nonce_field, deliver, before, after, canary, turns, respond and until of the case
// `root`, whose target and payload have been read.
void read_conduct(const YamlNode& root, CaseReader& reader, Case& test_case);

}  // namespace itk::invoke

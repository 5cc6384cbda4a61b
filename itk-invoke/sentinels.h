// `collect.until`: what a case declares about the end of its evidence.
#pragma once

#include <vector>

#include "common/model/sending.h"
#include "itk-invoke/case_reader.h"

namespace itk::invoke {

// One of them, or a list: `report`, `final_answer`, {log: PATTERN, group: G}, {span: KIND, operation: O, component: C},
// {empty_queue: Q}.
std::vector<model::Sentinel> read_sentinels(const YamlNode& until, CaseReader& reader);

}  // namespace itk::invoke

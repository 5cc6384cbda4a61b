// Looks for texts in the payloads of spans.
#pragma once

#include "common/expect/text_match.h"
#include "common/json/raw_json.h"

namespace itk::compare {

// In the JSON as it stands, and in each string of it unescaped.
bool contains_text(const RawJson& payload, const expect::TextMatch& match);

}  // namespace itk::compare

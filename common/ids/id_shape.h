// What the value of an id looks like, and which ids a value under a known key gives.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/ids/id.h"
#include "common/ids/id_key.h"

namespace itk::ids {

// Whether a value that stands under an id's key can be one: not empty, not a null in disguise, no spaces, not
// all zeros.
bool is_plausible(std::string_view value);
// 8-4-4-4-12 hex digits.
bool is_uuid(std::string_view text);
// "1768927632.159269", the time stamp that names a Slack thread.
bool is_slack_timestamp(std::string_view text);

// Appends the ids that `value` under a key of this rule gives: none, one, or more (a trace header holds two).
// `is_own`: the key stands beside the message of a Lambda's line.
void append_stated(KeyRule rule, std::string_view value, bool is_own, std::vector<std::string>& ids);

// Appends what is proven by its shape alone, anywhere in `text`: nonces of ours, "Root=1-..." and W3C
// traceparents.
void append_shapes(std::string_view text, std::vector<std::string>& ids);

// Appends what stands behind a word that announces it: "RequestId: <uuid>". With append_shapes() it is from_text().
void from_words(std::string_view text, std::vector<std::string>& ids);

}  // namespace itk::ids

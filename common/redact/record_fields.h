// The fields of our own records that redaction leaves alone: keys, hashes and times that ITK made itself. Everything
// else in a record came from the system under test or from people.
#pragma once

#include <string_view>

namespace itk::redact {

inline constexpr std::string_view k_own_fields[] = {
    "itk",           "inv",      "id",        "run",    "span",     "parent", "trace",     "nonce",
    "events",        "evidence", "stated",    "time",   "ingested", "start",  "end",       "from",
    "until",         "sent",     "answered",  "sha256", "sha",      "config", "signature", "merge_base",
    "redaction_key", "version",  "iteration", "turn",   "enc",      "size"};

// Ids and names of the system under test: a certain secret goes, but they may well be random.
inline constexpr std::string_view k_id_fields[] = {"ids", "given", "learnt", "stream", "group", "component"};

}  // namespace itk::redact

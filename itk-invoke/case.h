// A case, compiled: what its file says, checked, with the places that later messages point at.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/model/sending.h"
#include "itk-invoke/yaml_document.h"

namespace itk::invoke {

// A program that runs before or after each invocation of a case. Never a shell: these are its words, which may have
// late values (late_text.h, plain), but none that are fetched.
struct Hook {
  std::vector<std::string> argv;
  Place at;
  std::int64_t timeout_ms = 60'000;
};

struct Case {
  std::string file;  // as it was named
  Place at;          // of its id; of a row of `examples:` the row's
  std::string id;    // of a row "<id>[<row>]", rows from 1
  std::string name;
  std::vector<std::string> tags;
  std::int64_t row = 0;  // 0: the case has no examples

  std::string entrypoint;  // "sqs_event"
  Place entrypoint_at;
  YamlNode target;           // a map, or null
  YamlNode payload;          // anything, or null; its texts may have late values
  std::string payload_file;  // the path that `payload` was read from, or empty

  // How it is driven beside that. Of the last three the entrypoints know the meaning; null where absent.
  std::optional<std::int64_t> repeat;      // how often each case is invoked, from 1; --iterations wins
  std::optional<std::int64_t> timeout_ms;  // of one invocation
  bool nonce = true;                       // `nonce: off`: nothing of ours is sent along
  std::string nonce_field;                 // "metadata.trace_id": `payload` has ${itk.nonce} there already
  int deliver = 1;                         // 2: the same message twice, with the same id of ours
  std::vector<Hook> before, after;
  YamlNode turns;    // a list: a conversation in one session
  YamlNode respond;  // a list or a map: answers to what the system asks back
  YamlNode until;    // a map: polls a long job to its end

  // Texts that must reach no tool call; they may have late values, but none that are fetched.
  std::vector<std::string> canaries;

  // Where the evidence lies in dev-fixtures mode, as the file says it.
  std::string fixture;
  Place fixture_at;

  std::vector<model::Expectation> expected;  // parameters may have late values, but none that are fetched
  std::optional<model::CollectRules> collect;
};

}  // namespace itk::invoke

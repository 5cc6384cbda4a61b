// What itk-compare writes.
#pragma once

#include "common/model/parts.h"

namespace itk::model {

// One expectation of one invocation.
struct Check : Record {
  static constexpr std::string_view k_tag = "check/1";

  std::string inv;
  std::string case_id;
  std::int64_t iteration = 1;
  std::string name;
  std::string outcome;  // "passed", "warning", "failed", "error" (could not be judged)
  std::string expected;
  std::string actual;
  std::vector<std::string> spans;  // keys of the spans that show it, the first one first
  std::optional<Position> at;

  static constexpr auto fields() {
    return std::tuple{required("inv", &Check::inv),
                      required("case", &Check::case_id),
                      required("iteration", &Check::iteration),
                      required("name", &Check::name),
                      required("outcome", &Check::outcome),
                      optional("expected", &Check::expected),
                      optional("actual", &Check::actual),
                      optional("spans", &Check::spans),
                      optional("at", &Check::at)};
  }
};

struct Verdict : Record {
  static constexpr std::string_view k_tag = "verdict/1";

  std::string run;
  std::string suite;
  std::string case_id;
  std::string name;
  std::vector<std::string> tags;
  std::string file;
  std::optional<std::int64_t> line;
  std::string status;  // "passed", "warning", "failed", "error", "skipped"
  std::string reason;  // why it is not "passed", one line
  std::int64_t iterations = 0;
  std::int64_t passed = 0;            // iterations that passed, warnings included
  std::vector<std::string> inv;       // of the iterations, in order
  std::optional<double> duration_ms;  // the longest iteration
  std::int64_t spans = 0;
  std::int64_t errors = 0;
  std::int64_t retries = 0;
  std::optional<Tokens> tokens;
  std::optional<double> cost_usd;
  std::string
      baseline;  // "regressed", "improved", "unchanged", "inconclusive", "incomparable", "new", "missing", "preexisting"

  static constexpr auto fields() {
    return std::tuple{optional("run", &Verdict::run),
                      optional("suite", &Verdict::suite),
                      required("case", &Verdict::case_id),
                      optional("name", &Verdict::name),
                      optional("tags", &Verdict::tags),
                      optional("file", &Verdict::file),
                      optional("line", &Verdict::line),
                      required("status", &Verdict::status),
                      optional("reason", &Verdict::reason),
                      required("iterations", &Verdict::iterations),
                      required("passed", &Verdict::passed),
                      optional("inv", &Verdict::inv),
                      optional("duration_ms", &Verdict::duration_ms),
                      required("spans", &Verdict::spans),
                      required("errors", &Verdict::errors),
                      required("retries", &Verdict::retries),
                      optional("tokens", &Verdict::tokens),
                      optional("cost_usd", &Verdict::cost_usd),
                      optional("baseline", &Verdict::baseline)};
  }
};

// Runs that would decide what is inconclusive.
struct Plan : Record {
  static constexpr std::string_view k_tag = "plan/1";

  std::string case_id;
  std::int64_t runs = 0;
  std::string reason;

  static constexpr auto fields() {
    return std::tuple{required("case", &Plan::case_id), required("runs", &Plan::runs),
                      optional("reason", &Plan::reason)};
  }
};

struct Commit : Record {
  static constexpr std::string_view k_tag = "commit/1";

  std::string sha;
  std::string branch;
  std::string author;
  std::optional<Timestamp> time;
  std::string subject;
  bool dirty = false;
  std::string merge_base;
  std::string remote;  // without credentials

  static constexpr auto fields() {
    return std::tuple{required("sha", &Commit::sha),
                      optional("branch", &Commit::branch),
                      optional("author", &Commit::author),
                      optional("time", &Commit::time),
                      optional("subject", &Commit::subject),
                      optional("dirty", &Commit::dirty),
                      optional("merge_base", &Commit::merge_base),
                      optional("remote", &Commit::remote)};
  }
};

}  // namespace itk::model

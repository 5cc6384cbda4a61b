// A whole run in memory, ordered by case and iteration. itk-render must hold every record, because the page of a case
// wants its verdict, which comes last. Memory: each line as it came, and its parsed form: about three times the line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/model/records.h"
#include "common/stage/stage.h"

namespace itk::render {

// What one invocation led to (all turns of a conversation), or one trace that nobody invoked.
struct Execution {
  std::string key;  // `inv`, else the key of the trace
  std::string run;
  std::string case_id;  // empty: nothing was invoked
  std::string name;
  std::int64_t iteration = 1;
  std::vector<model::Invocation> turns;
  std::vector<model::Answer> answers;
  std::vector<model::Collection> collections;
  std::vector<model::Span> spans;
  std::vector<model::Trace> traces;
  std::vector<model::Check> checks;
  std::vector<model::ErrorRecord> errors;
};

struct Case {
  std::string run;
  std::string id;                     // the case's, or the key of the trace
  std::string name;                   // may be empty
  std::vector<Execution> executions;  // at least one, by iteration
  std::optional<model::Verdict> verdict;
};

// A line as it came, and whom it is about: an execution, a case, or neither (then every case's run.jsonl has it if it
// says something about the run).
struct Line {
  std::string text;
  std::string type;
  std::string execution;  // its `inv` or `trace`
  std::string case_id;
};

struct RunData {
  std::vector<Line> lines;  // the stream, in order
  std::vector<model::Run> runs;
  std::vector<model::Commit> commits;
  std::vector<model::ErrorRecord> errors;      // those about no execution
  std::vector<model::Collection> collections;  // likewise
  std::vector<model::End> ends;                // how the stages before this one ended
  std::vector<Case> cases;                     // in the order in which the stream names them first
  bool uses_fixtures = false;                  // some record says so
  bool uses_custom_endpoint = false;
  bool is_cut = false;          // no end, or broken on the way
  bool is_filtered = false;     // records were taken out or edited
  std::optional<Error> broken;  // why reading stopped early

  bool is_suite() const { return cases.size() != 1; }
  std::string title() const;
};

// Reads the stage's input to its end. A stream that breaks off or breaks the contract gives what had come until then,
// with `broken` set; the caller renders it and then fails.
RunData collect(Stage& stage);

}  // namespace itk::render

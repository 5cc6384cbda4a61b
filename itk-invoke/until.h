// A job that goes on after its answer: `until` looks at it, over HTTP or by a program, until it has ended, within a
// deadline of its own. What the last look showed is the answer of the case; the first answer is evidence.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "itk-invoke/entrypoint.h"
#include "itk-invoke/http_sender.h"
#include "itk-invoke/until_condition.h"

namespace itk::invoke {

// The answer that began the job.
struct FirstAnswer {
  Receipt receipt;
  std::string body;      // which ${answer...} picks from
  std::string url;       // that gave it
  std::string location;  // its Location header
};

// What one look at the job showed.
struct Sight {
  Receipt receipt;
  std::string body;
  int number = 0;                            // the HTTP status, or the exit status; 0 too where there was no answer
  bool is_answer = false;                    // false: there was none
  std::optional<Error> error;                // why there was none, or what is wrong with this one
  bool may_pass = false;                     // the error may be gone the next time
  std::chrono::milliseconds least_pause{0};  // what the server asked for
};

class Poll {
 public:
  virtual ~Poll() = default;
  virtual std::vector<std::string> fetches() const = 0;
  virtual Status connect(AwsAccess& aws) = 0;
  // The execution's values have the first answer.
  virtual Task<Sight> look(Ways& ways, const Execution& execution, const FirstAnswer& first) const = 0;
};

class Until {
 public:
  struct Pace {
    std::chrono::milliseconds every{2'000};
    std::chrono::milliseconds timeout{300'000};
  };

  Until(std::unique_ptr<Poll> poll, Pace pace, UntilCondition done, std::optional<UntilCondition> failed)
      : poll_(std::move(poll)), pace_(pace), done_(std::move(done)), failed_(std::move(failed)) {}

  std::vector<std::string> fetches() const { return poll_->fetches(); }
  Status connect(AwsAccess& aws) { return poll_->connect(aws); }
  Task<Delivered> wait(Ways& ways, const Execution& execution, FirstAnswer first) const;

 private:
  enum class Meaning { Done, Failed, NotYet, Slower, Blind, Broken };
  struct Watch;

  Watch begin(const Execution& execution, const FirstAnswer& first, Timestamp now) const;
  Meaning meaning_of(const Sight& sight) const;
  // How long to wait before the next look; an error: that was the last.
  Result<std::chrono::milliseconds> take(Meaning meaning, const Sight& sight, Watch& watch) const;
  std::string state_of(const Sight& sight) const;
  Error failed_error(const Watch& watch) const;
  Error too_late(const Watch& watch) const;

  std::unique_ptr<Poll> poll_;
  Pace pace_;
  UntilCondition done_;
  std::optional<UntilCondition> failed_;
};

// What a case's `until` takes over from its entrypoint.
struct UntilBase {
  // Of `http`: headers, signing and redirects, for polls of the same origin.
  const HttpTemplate* request = nullptr;
  HttpConduct conduct;
};

// Reads `until`. Null: the case has none, or there were problems.
std::unique_ptr<Until> compile_until(const Case& test_case, const settings::Settings& settings, UntilBase base,
                                     Problems& problems);

}  // namespace itk::invoke

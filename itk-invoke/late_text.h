// A text of a case, ready to be sent any number of times: what only the sending knows (late_form.h) is put in then.
// Values that are fetched, from Parameter Store and Secrets Manager, are in what is sent and in nothing else.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "itk-invoke/late_form.h"

namespace itk::invoke {

struct LateValues {
  std::string nonce, run_id, inv;
  std::string now;  // RFC 3339, UTC
  std::int64_t iteration = 1;
  std::int64_t seed = 0;  // seed_of(nonce)
  // "ssm:NAME" and "secret:NAME" to their values.
  const std::map<std::string, std::string>* fetched = nullptr;
  // The JSON that ${answer...} picks from.
  const std::string* answer = nullptr;
};

// A number below 2^31 that follows from the nonce: for systems that can be told how to roll their dice.
std::int64_t seed_of(std::string_view nonce);

class LateText {
 public:
  LateText() = default;
  // `text` is one that substitution has made (substitute.h), or a JSON text of such ones (yaml_to_json.h).
  static LateText plain(std::string text) { return {std::move(text), Escape::Nothing}; }
  // Values are escaped for the JSON strings in which their forms stand. A string stays one, whatever its value is.
  static LateText json(std::string text) { return {std::move(text), Escape::Json}; }
  // Values are percent-encoded, but for slashes, and but for one that the URL begins with.
  static LateText url(std::string text) { return {std::move(text), Escape::Url}; }

  // Whether there is nothing to put in; then constant() is the text.
  bool is_constant() const { return parts_.empty(); }
  const std::string& constant() const { return rest_; }

  // "ssm:NAME", "secret:NAME": what has to be in LateValues::fetched; sorted, each once.
  std::vector<std::string> fetches() const;
  // Whether all of them are, and secrets and answers have the keys that are asked of them. Messages hold no values.
  Status check(const LateValues& values) const;

  // What is sent. Where check() has something to say, a form stays as it stands.
  std::string render(const LateValues& values) const;
  // What records, dry runs and logs may show: fetched values are <ssm:NAME> and <secret:NAME>.
  std::string shown(const LateValues& values) const;
  // As the case has it, its forms standing.
  std::string stated() const;

 private:
  enum class Escape { Nothing, Json, Url };

  struct Part {
    std::string before;  // the literal in front
    LateForm::Kind kind;
    std::string name, key;

    LateForm form() const { return {kind, name, key, 0}; }
    std::string stated() const;
  };

  LateText(std::string text, Escape escape);
  Result<std::string> value_of(const Part& part, const LateValues& values) const;
  std::string assemble(const LateValues& values, bool shows) const;

  std::string escaped(const Part& part, std::string value) const;

  Escape escape_ = Escape::Nothing;
  std::vector<Part> parts_;
  std::string rest_;  // the literal behind the last part
};

}  // namespace itk::invoke

// The forms in a case's texts whose values are known only when something is sent: ${itk.nonce}, ${ssm:NAME},
// ${secret:NAME#json.key}, and below `until` ${answer.job.id}. Substitution leaves them standing, and late_text.h puts
// the values in.
//
// What merely looks like one (an environment variable that holds "${itk.nonce}", or "$${itk.nonce}") is literal. In
// texts that substitution has made, such a look-alike carries a mark: U+FDD0 behind its "$", one of the code points
// that Unicode keeps for internal use. A literal that has marks there already gets one more, so nothing is ambiguous.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace itk::invoke {

struct LateForm {
  enum class Kind { Itk, Ssm, Secret, Answer };

  Kind kind = Kind::Itk;
  std::string_view name;  // "nonce", "/app/key", "job.id"
  std::string_view key;   // Secret: "json.key", or empty
  std::size_t size = 0;   // of the whole "${...}"

  bool is_fetched() const { return kind == Kind::Ssm || kind == Kind::Secret; }
  // "ssm:/app/key", "secret:app": what has to be fetched; of the others what stands between the braces.
  std::string fetch() const;
};

// The names behind "itk.".
const std::vector<std::string>& late_names();

// The form that `text` begins with.
std::optional<LateForm> late_form_at(std::string_view text);

// Whether the inside of a "${...}" wants to be such a form, known or not: "itk.nonse", "ssm:".
bool claims_to_be_late(std::string_view inside);

// `literal` as a part of a text that substitution has made: its look-alikes are marked.
std::string mark_literal(std::string_view literal);

// Splits a text that substitution has made. Literals come without the marks.
void for_each_piece(std::string_view text, const std::function<void(std::string_view literal)>& on_literal,
                    const std::function<void(const LateForm& form)>& on_form);

// The forms in a text that substitution has made, as they stand there.
std::vector<std::string> late_forms_in(std::string_view text);

}  // namespace itk::invoke

// Python prints dicts as literals, and applications log them. Read leniently: what is no literal (an object's
// repr, a call such as Decimal('1.0')) becomes a string of its source text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace itk::logs {

struct Literal {
  std::string json;
  std::size_t size = 0;  // of the literal in the text
};

// The dict, list or tuple that begins at the start of `text`; JSON objects are read too. Nothing if it is
// broken, cut off or nested more than 64 levels deep.
std::optional<Literal> read_python_literal(std::string_view text);

// JSON or a Python dict inside a line of text: the first object that reads. `json` is the bytes of the line
// where they are JSON already.
std::optional<std::string> find_embedded_object(std::string_view text);

}  // namespace itk::logs

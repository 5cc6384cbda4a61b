// Text of strangers, made harmless for each place where it is written. Evidence may contain anything: a payload with
// "</script>", a component named "a|b\n@everyone", a right-to-left override in a case id.
#pragma once

#include <string>
#include <string_view>

namespace itk::render {

// JSON text for the inside of <script type="application/json">: no '<' can end the element, and U+2028 and U+2029,
// which older script parsers take for line ends, are escaped. Still the same JSON value.
std::string script_json(std::string_view json);

// Text between tags and inside quoted attributes.
std::string html_text(std::string_view text);

// A Markdown code span: in there GitHub renders no markup, links no URL and notifies no @mention. Line breaks become
// spaces, characters that reorder or hide text are spelt out. Nothing to show is "-".
std::string markdown_code(std::string_view text);
// The same inside a table, where '|' wants a backslash even in a code span.
std::string markdown_cell(std::string_view text);

// Text of a Mermaid sequence diagram (participant or message): everything but letters, digits and harmless punctuation
// becomes an entity code (#59; for ';'), which is Mermaid's own way to escape.
std::string mermaid_text(std::string_view text);

// Control characters, and the Unicode characters that reorder or hide text, as "<U+202E>"; line breaks as one space.
// What is not UTF-8 becomes U+FFFD.
std::string one_visible_line(std::string_view text);

}  // namespace itk::render

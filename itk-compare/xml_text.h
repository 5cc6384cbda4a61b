// Text that XML 1.0 can carry. (tinyxml2 escapes markup; it lets through what no XML reader accepts.)
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace itk::compare {

// What XML forbids (most control characters, surrogates, U+FFFE and U+FFFF, bytes that are not UTF-8) becomes
// U+FFFD.
std::string xml_text(std::string_view bytes);

// One line of at most `most` bytes, cut between characters, for an attribute.
std::string xml_line(std::string_view bytes, std::size_t most);

// The parts of a text that may each stand in a CDATA section: "a]]>b" is "a]]" and ">b".
std::vector<std::string> cdata_parts(std::string_view text);

}  // namespace itk::compare

// One pass over a text. Bit masks of 64 bytes at a time tell where something can begin; only there a detector looks.
// On log lines that hold nothing this costs about one cycle a byte for the masks and little for the detectors.
#include <bit>
#include <cstring>

#include "common/redact/anchors.h"
#include "common/redact/byte_masks.h"
#include "common/redact/chars.h"
#include "common/redact/decode.h"
#include "common/redact/detectors.h"

namespace itk::redact {
namespace {

__extension__ typedef unsigned __int128 Wide;

constexpr std::size_t k_least_run = 15;      // the shortest IBAN; AWS's key ids have 20 characters
constexpr std::size_t k_deepest_quote = 72;  // backslashes before a quote: six strings deep

struct Suspects {
  std::uint64_t runs = 0, numbers = 0, ibans = 0;
};

// A mask with the one of the next 64 bytes above it, so that a pattern may reach over.
struct WideMasks {
  Wide letter, digit, word, separator;

  WideMasks(const ByteMasks& here, const ByteMasks& next)
      : letter(both(here.letter, next.letter)),
        digit(both(here.digit, next.digit)),
        word(letter | digit | both(here.joiner, next.joiner)),
        separator(both(here.separator, next.separator)) {}

  static Wide both(std::uint64_t here, std::uint64_t next) { return static_cast<Wide>(next) << 64 | here; }
};

// `..._before`: whether the byte before the block is one.
Suspects suspects(const WideMasks& masks, bool digit_before, bool alnum_before, bool word_before) {
  // x2[i]: bits i and i+1 are set, and so on.
  const Wide word2 = masks.word & masks.word >> 1;
  const Wide word4 = word2 & word2 >> 2;
  const Wide word8 = word4 & word4 >> 4;
  const Wide word15 = word8 & word8 >> 7;
  const Wide digit2 = masks.digit & masks.digit >> 1;
  const Wide digit3 = digit2 & masks.digit >> 2;
  const Wide digit4 = digit2 & digit2 >> 2;
  const Wide digit8 = digit4 & digit4 >> 4;
  const Wide digit13 = digit8 & digit8 >> 5;
  const Wide& gap = masks.separator;

  const Wide number_begins = ~(masks.digit << 1 | static_cast<Wide>(digit_before));
  const Wide alnum = masks.letter | masks.digit;
  const Wide code_begins = ~(alnum << 1 | static_cast<Wide>(alnum_before));
  const Wide run_begins = ~(masks.word << 1 | static_cast<Wide>(word_before));
  const Wide social = digit3 & gap >> 3 & digit2 >> 4 & gap >> 6 & digit4 >> 7;  // 123-45-6789
  const Wide phone = digit3 & gap >> 3 & digit4 >> 4 & ~(masks.digit >> 8);      // 555-2671
  const Wide card = digit4 & gap >> 4 & digit4 >> 5;                             // 4111 1111
  const Wide letter2 = masks.letter & masks.letter >> 1;
  const Wide code = letter2 & digit2 >> 2 & gap >> 4 & alnum >> 5;  // DE89 3704

  Suspects found;
  found.runs = static_cast<std::uint64_t>(word15 & run_begins);
  found.numbers = static_cast<std::uint64_t>((digit13 | social | phone | card) & number_begins);
  found.ibans = static_cast<std::uint64_t>(code & code_begins);
  return found;
}

class Scan {
 public:
  Scan(Findings& findings, int depth) : findings_(findings), text_(findings.text()), depth_(depth) {}

  void run();
  bool has_escapes() const { return has_escapes_; }
  bool has_percent() const { return has_percent_; }

 private:
  ByteMasks masks_at(std::size_t offset) const;
  void look_at(std::size_t base, const ByteMasks& here, const ByteMasks& next);
  void look_at_key(std::size_t at);
  void look_at_sign(std::size_t at);
  void look_at_backslash(std::size_t at);
  void look_at_run(std::size_t begin);
  void look_at_literals();

  template <class Look>
  static void for_each(std::uint64_t bits, std::size_t base, Look look) {
    for (; bits != 0; bits &= bits - 1) {
      look(base + static_cast<std::size_t>(std::countr_zero(bits)));
    }
  }

  Findings& findings_;
  std::string_view text_;
  int depth_;
  bool digit_before_ = false, alnum_before_ = false, word_before_ = false, backslash_before_ = false;
  bool has_escapes_ = false, has_percent_ = false;
};

ByteMasks Scan::masks_at(std::size_t offset) const {
  if (offset + k_block <= text_.size()) {
    return byte_masks(text_.data() + offset);
  }
  if (offset >= text_.size()) {
    return {};
  }
  char rest[k_block] = {};
  std::memcpy(rest, text_.data() + offset, text_.size() - offset);
  return byte_masks(rest);
}

void Scan::run() {
  look_at_literals();
  ByteMasks here = masks_at(0);
  for (std::size_t base = 0; base < text_.size(); base += k_block) {
    const bool is_full = base + 2 * k_block <= text_.size();
    const ByteMasks next = is_full ? byte_masks(text_.data() + base + k_block) : masks_at(base + k_block);
    look_at(base, here, next);
    here = next;
  }
}

void Scan::look_at(std::size_t base, const ByteMasks& block, const ByteMasks& next) {
  ByteMasks here = block;
  if (here.backslash != 0 || backslash_before_) {
    // The letter of an escape is no part of the word behind it.
    here.letter &= ~(here.backslash << 1 | static_cast<std::uint64_t>(backslash_before_));
    for_each(here.backslash, base, [this](std::size_t at) { look_at_backslash(at); });
  }
  const WideMasks wide(here, next);
  const Suspects found = suspects(wide, digit_before_, alnum_before_, word_before_);
  for_each(here.key, base, [this](std::size_t at) { look_at_key(at); });
  for_each(found.runs, base, [this](std::size_t at) { look_at_run(at); });
  for_each(found.numbers, base, [this](std::size_t at) { find_number(findings_, at); });
  for_each(here.at, base, [this](std::size_t at) { look_at_sign(at); });
  for_each(here.plus & static_cast<std::uint64_t>(wide.digit >> 1), base,
           [this](std::size_t at) { find_international_phone(findings_, at); });
  for_each(found.ibans, base, [this](std::size_t at) { find_grouped_iban(findings_, at); });
  digit_before_ = (here.digit >> 63 & 1) != 0;
  alnum_before_ = ((here.letter | here.digit) >> 63 & 1) != 0;
  word_before_ = ((here.letter | here.digit | here.joiner) >> 63 & 1) != 0;
  backslash_before_ = (here.backslash >> 63 & 1) != 0;
}

// Looks at what the name would end in, behind quotes, backslashes and one space.
void Scan::look_at_key(std::size_t at) {
  std::size_t end = at;
  while (end > 0 && at - end < k_deepest_quote && !is_alnum(text_[end - 1])) {
    const char c = text_[end - 1];
    if (c != '"' && c != '\'' && c != '\\' && c != ' ' && c != ']') {
      return;
    }
    --end;
  }
  if (findings_.rules().keys.may_end_at(text_, end)) {
    find_keyed(findings_, at);
  }
}

void Scan::look_at_sign(std::size_t at) {
  if (text_[at] == '@') {
    find_at_sign(findings_, at);
  } else if (is_hex(at_or_nul(text_, at + 1)) && is_hex(at_or_nul(text_, at + 2))) {
    has_percent_ = true;
  }
}

void Scan::look_at_backslash(std::size_t at) {
  const char next = at_or_nul(text_, at + 1);
  has_escapes_ = has_escapes_ || next == 'u' || next == 'x' || next == '/';
}

void Scan::look_at_run(std::size_t begin) {
  std::size_t end = begin + k_least_run;
  while (end < text_.size() && is_base64(text_[end])) {
    ++end;
  }
  find_in_run(findings_, begin, end, depth_);
}

void Scan::look_at_literals() {
  findings_.rules().literals.find(
      text_, [this](std::size_t at, std::size_t size, std::size_t tag, std::string_view normal_form) {
        if (tag == k_environment_tag) {
          findings_.add(rule::k_environment, at, at + size, normal_form);
        } else if (k_anchors[tag].what == Anchor::What::Bearer) {
          find_bearer(findings_, at + size);
        } else if (k_anchors[tag].what == Anchor::What::PrivateKey) {
          find_private_key(findings_, at);
        } else {
          find_announced(findings_, at + size, k_anchors[tag].what == Anchor::What::Word);
        }
      });
}

// A stretch of what can stand in a URL, with at least one escape in it, is a text of its own.
bool is_url_char(char c) {
  return is_alnum(c) || std::string_view("%._~+&=;:/?@!$()*,-#[]").find(c) != std::string_view::npos;
}

void scan_decoded(Findings& findings, const Decoded& decoded, std::size_t base, int depth) {
  Findings inner(decoded.text, findings.rules(), {false, findings.mode().tripwire});
  scan(inner, depth + 1);
  for (Edit& edit : inner.edits()) {
    edit.begin = base + decoded.origin[edit.begin];
    edit.end = base + decoded.origin[edit.end];
    findings.add(std::move(edit));
  }
}

void scan_percent(Findings& findings, int depth) {
  const std::string_view text = findings.text();
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at)) {
    std::size_t begin = at;
    while (begin > 0 && is_url_char(text[begin - 1]) && !is_escape_letter(text, begin - 1)) {
      --begin;
    }
    std::size_t end = at;
    while (end < text.size() && is_url_char(text[end])) {
      ++end;
    }
    const std::string_view stretch = text.substr(begin, end - begin);
    const Decoded decoded = decode_percent(stretch);
    if (decoded.text.size() < stretch.size()) {
      scan_decoded(findings, decoded, begin, depth);
    }
    at = end;
  }
}

}  // namespace

void scan(Findings& findings, int depth) {
  Scan raw(findings, depth);
  raw.run();
  if (depth >= k_deepest_decoding) {
    return;
  }
  if (raw.has_escapes()) {
    const Decoded folded = fold_escapes(findings.text());
    if (folded.text.size() < findings.text().size()) {
      // Whatever was seen in the raw text may have taken half an escape for a word.
      findings.edits().clear();
      scan_decoded(findings, folded, 0, depth);
      return;
    }
  }
  if (raw.has_percent()) {
    scan_percent(findings, depth);
  }
}

}  // namespace itk::redact

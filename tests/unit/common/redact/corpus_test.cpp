// The two halves of the promise: nothing planted comes out, and nothing else is touched.
#include <gtest/gtest.h>

#include "common/base/text.h"
#include "common/json/grammar.h"
#include "tests/unit/common/redact/corpus.h"
#include "tests/unit/common/redact/support.h"

namespace itk::redact {
namespace {

using test::Planted;
using test::Position;

constexpr std::size_t k_depth = 256;

// All that can be read in a text by somebody who decodes what can be decoded.
std::string everything_in(const std::string& text, int depth = 0) {
  std::string all = text;
  if (depth > 6) {
    return all;
  }
  std::string unescaped, unquoted;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && isxdigit(text[i + 1]) != 0 && isxdigit(text[i + 2]) != 0) {
      unquoted += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      unquoted += text[i];
    }
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) {
      ++i;
    }
    unescaped += text[i];
  }
  for (const std::string& next : {unescaped, unquoted}) {
    if (next.size() < text.size()) {
      all += "\n" + everything_in(next, depth + 1);
    }
  }
  constexpr std::string_view k_base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = std::min(text.find_first_not_of(k_base64, i), text.size());
    const auto decoded = base64_decode(text.substr(i, end - i));
    if (end - i >= 12 && decoded && is_utf8(*decoded)) {
      all += "\n" + everything_in(*decoded, depth + 1);
    }
    i = end + 1;
  }
  return all;
}

bool fits(const Planted& planted, const Position& position) {
  // Without a key only its looks give a secret away; in a dict of Python, a quote would end it.
  return (!planted.needs_key || position.has_key) &&
         (position.name != "Python dict" || planted.text.find('\'') == std::string::npos);
}

TEST(Corpus, NoPlantedSecretComesOut) {
  Redactor redactor = some_redactor();
  int tried = 0;
  for (const Position& position : test::positions()) {
    for (const Planted& planted : test::planted_secrets()) {
      if (!fits(planted, position)) {
        continue;
      }
      ++tried;
      const std::string line = position.wrap(planted.text);
      ASSERT_NE(everything_in(line).find(planted.secret), std::string::npos) << line;
      const std::string out = position.is_json ? redactor.json(line) : redactor.text(line);
      EXPECT_EQ(everything_in(out).find(planted.secret), std::string::npos)
          << planted.kind << " as " << position.name << "\n  " << line << "\n  " << out;
      if (position.is_json) {
        EXPECT_TRUE(json::is_json(out, k_depth)) << position.name << "\n  " << line << "\n  " << out;
      }
      EXPECT_EQ(position.is_json ? redactor.json(out) : redactor.text(out), out) << "not idempotent";
    }
  }
  EXPECT_GE(tried, 200);
}

TEST(Corpus, LookAlikesStayByteForByte) {
  Redactor redactor = some_redactor();
  const std::vector<std::string> lines = test::look_alikes();
  EXPECT_GE(lines.size(), 200U);
  for (const std::string& line : lines) {
    EXPECT_EQ(redactor.text(line), line);
    EXPECT_EQ(redactor.json(line), line);
    const std::string nested = R"({"message":)" + json::quote(line) + "}";
    EXPECT_EQ(redactor.json(nested), nested);
    EXPECT_EQ(redactor.json(R"({"m":)" + json::quote(nested) + "}"), R"({"m":)" + json::quote(nested) + "}");
    EXPECT_TRUE(redactor.find_secrets(line).empty()) << line;
  }
  EXPECT_TRUE(redactor.counts().empty());
}

TEST(Corpus, NoTruncationCrashesOrBreaksIdempotence) {
  Redactor redactor = some_redactor();
  for (const Position& position : test::positions()) {
    const std::string line = position.wrap("jane.doe@example.com +14155552671 \"x\" \\ 4111111111111111");
    for (std::size_t size = 0; size <= line.size(); ++size) {
      const std::string once = redactor.text(line.substr(0, size));
      EXPECT_EQ(redactor.text(once), once) << line.substr(0, size);
    }
  }
}

TEST(Corpus, NoSplitCrashes) {
  Redactor redactor = some_redactor();
  for (const Planted& planted : test::planted_secrets()) {
    const std::string line = R"({"a":"\u00e9","password":)" + json::quote(planted.text) + R"(,"b":[1,"%40"]})";
    for (std::size_t at = 0; at < line.size(); ++at) {
      redactor.json(line.substr(at));
      redactor.text(line.substr(at) + line.substr(0, at));
    }
  }
}

}  // namespace
}  // namespace itk::redact

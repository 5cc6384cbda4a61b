// The promise of redaction through the whole program: what is planted in files of evidence is in nothing that leaves,
// and what only looks like a secret leaves as it was.
#include <gtest/gtest.h>

#include "common/base/atomic_file.h"
#include "common/json/raw_json.h"
#include "common/json/writer.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/common/redact/corpus.h"
#include "tests/unit/itk-collect/scene.h"

namespace itk::collect {
namespace {

Outcome read_files(const std::vector<std::string>& files) {
  Scene scene;
  scene.options.read = files;
  scene.close_input();
  return scene.run();
}

TEST(SavedSecrets, NothingPlantedLeaves) {
  test::TempDir dir;
  std::string content;
  std::vector<test::Planted> planted;
  for (const test::Position& position : test::positions()) {
    for (const test::Planted& one : test::planted_secrets()) {
      const bool would_end_the_dict = position.name == "Python dict" && one.text.find('\'') != std::string::npos;
      const std::string line = position.wrap(one.text);
      if ((one.needs_key && !position.has_key) || would_end_the_dict || line.find('\n') != std::string::npos) {
        continue;
      }
      content += line + "\n";
      planted.push_back(one);
    }
  }
  ASSERT_GE(planted.size(), 200u);
  const std::string name = dir / "jane@example.com.log";  // of the file, too
  ASSERT_TRUE(write_file(name, content));
  const Outcome out = read_files({name});
  EXPECT_GE(out.events.size(), planted.size());
  std::string all = out.log;
  for (const std::string& line : out.lines) {
    all += line;
  }
  for (const test::Planted& one : planted) {
    EXPECT_EQ(all.find(one.secret), std::string::npos) << one.kind << ": " << one.text;
    EXPECT_EQ(all.find(test::in_base64(one.secret)), std::string::npos) << one.kind;
    EXPECT_EQ(all.find(test::in_url(one.secret)), std::string::npos) << one.kind;
  }
  EXPECT_EQ(all.find("jane@"), std::string::npos);
  // What went is counted, by rule, in the last record.
  EXPECT_NE(out.lines.back().find("\"redacted\":{"), std::string::npos) << out.lines.back();
  EXPECT_NE(out.lines.back().find("\"email\":"), std::string::npos) << out.lines.back();
}

TEST(SavedSecrets, LookAlikesLeaveAsTheyWere) {
  test::TempDir dir;
  std::string content;
  std::vector<std::string> lines;
  for (const std::string& text : test::look_alikes()) {
    lines.push_back("{\"message\":" + json::quote(text) + "}");
    content += lines.back() + "\n";
  }
  ASSERT_GE(lines.size(), 200u);
  ASSERT_TRUE(write_file(dir / "evidence.jsonl", content));
  const Outcome out = read_files({dir / "evidence.jsonl"});
  ASSERT_EQ(out.events.size(), lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(out.events[i].payload.text, lines[i]);
  }
}

}  // namespace
}  // namespace itk::collect

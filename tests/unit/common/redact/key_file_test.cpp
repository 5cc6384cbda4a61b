#include "common/redact/key_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <thread>
#include <vector>

#include "common/base/atomic_file.h"
#include "tests/support/temp_dir.h"

namespace itk::redact {
namespace {

namespace fs = std::filesystem;

TEST(KeyFile, TheEnvironmentComesFirst) {
  const test::TempDir dir;
  Environment environment;
  environment.set("ITK_REDACT_KEY", "0123456789abcdef");
  EXPECT_EQ(find_or_make_key(environment, dir.path()).value(), "0123456789abcdef");
  EXPECT_FALSE(fs::exists(dir.path() + "/.itk"));
}

TEST(KeyFile, AKeyThatCanBeGuessedIsRefused) {
  Environment environment;
  environment.set("ITK_REDACT_KEY", "short");
  const Result<std::string> key = find_or_make_key(environment, ".");
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().exit, ExitCode::Usage);
  EXPECT_EQ(key.error().message.find("short\""), std::string::npos) << "the key stands in the message";
}

TEST(KeyFile, IsMadeOnceAtTheRootOfTheRepository) {
  const test::TempDir dir;
  fs::create_directories(dir.path() + "/.git");
  fs::create_directories(dir.path() + "/a/b");
  const std::string key = find_or_make_key({}, dir.path() + "/a/b").value();
  EXPECT_EQ(key.size(), 64U);
  EXPECT_EQ(find_or_make_key({}, dir.path()).value(), key);
  EXPECT_EQ(find_or_make_key({}, dir.path() + "/a").value(), key);
  struct stat info {};
  ASSERT_EQ(stat((dir.path() + "/.itk/redact.key").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
  EXPECT_EQ(read_file(dir.path() + "/.itk/.gitignore").value(), "redact.key*\n");
}

TEST(KeyFile, ToolsThatStartTogetherAgree) {
  const test::TempDir dir;
  std::vector<std::string> keys(8);
  std::vector<std::thread> threads;
  for (std::string& key : keys) {
    threads.emplace_back([&key, &dir] { key = find_or_make_key({}, dir.path()).value_or("failed"); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (const std::string& key : keys) {
    EXPECT_EQ(key, keys[0]);
  }
  int files = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(dir.path() + "/.itk")) {
    ++files;
  }
  EXPECT_EQ(files, 2) << "a temporary file was left";
}

TEST(KeyFile, ADamagedKeyIsNotReplacedInSilence) {
  const test::TempDir dir;
  fs::create_directories(dir.path() + "/.itk");
  ASSERT_TRUE(write_file(dir.path() + "/.itk/redact.key", "abc\n"));
  const Result<std::string> key = find_or_make_key({}, dir.path());
  ASSERT_FALSE(key);
  EXPECT_NE(key.error().message.find("redact.key: not a key of 64 hex digits"), std::string::npos);
}

TEST(KeyFile, FingerprintDoesNotGiveTheKeyAway) {
  EXPECT_EQ(key_fingerprint("0123456789abcdef").size(), 16U);
  EXPECT_NE(key_fingerprint("0123456789abcdef"), key_fingerprint("0123456789abcdeg"));
}

}  // namespace
}  // namespace itk::redact

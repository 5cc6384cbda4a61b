#include "itk-collect/spool.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace itk::collect {
namespace {

std::string body(int i) { return "body " + std::to_string(i) + std::string(static_cast<std::size_t>(i % 700), 'x'); }

TEST(Spool, GivesBackWhatItTookInAnyOrder) {
  Spool spool(1000, ::testing::TempDir());
  std::vector<std::uint64_t> offsets;
  for (int i = 0; i < 5000; ++i) {
    offsets.push_back(spool.append(body(i)));
  }
  EXPECT_TRUE(spool.has_file());
  EXPECT_FALSE(spool.problem());
  for (int step : {1, 7, 4999}) {
    for (int i = 0; i < 5000; i += step) {
      const auto read = spool.read(offsets[static_cast<std::size_t>(i)], body(i).size());
      ASSERT_TRUE(read) << read.error().message;
      ASSERT_EQ(*read, body(i));
    }
  }
  for (int i = 4999; i >= 0; --i) {
    ASSERT_EQ(*spool.read(offsets[static_cast<std::size_t>(i)], body(i).size()), body(i));
  }
}

TEST(Spool, AFewBytesNeedNoFile) {
  Spool spool(1000, "/nowhere");
  const auto offset = spool.append("a few");
  EXPECT_FALSE(spool.has_file());
  EXPECT_EQ(*spool.read(offset, 5), "a few");
}

TEST(Spool, WithoutAFolderItKeepsThemInMemory) {
  Spool spool(10, "/nowhere");
  std::vector<std::uint64_t> offsets;
  for (int i = 0; i < 100; ++i) {
    offsets.push_back(spool.append(body(i)));
  }
  ASSERT_TRUE(spool.problem());
  EXPECT_NE(spool.problem()->message.find("/nowhere"), std::string::npos);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(*spool.read(offsets[static_cast<std::size_t>(i)], body(i).size()), body(i));
  }
}

TEST(Spool, ItsFileHasNoName) {
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "spool_test_folder";
  std::filesystem::create_directory(folder);
  Spool spool(10, folder.string());
  spool.append(body(500));
  EXPECT_TRUE(spool.has_file());
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  std::filesystem::remove(folder);
}

TEST(Spool, WhatWasForgottenTakesNoMemoryAndOffsetsGoOn) {
  Spool spool;
  const auto first = spool.append("one");
  spool.forget_before(spool.size());
  const auto second = spool.append("two");
  EXPECT_GT(second, first);
  EXPECT_EQ(*spool.read(second, 3), "two");
}

}  // namespace
}  // namespace itk::collect

// The real-world data that stands beside a checkout in ../shared/data. A test that needs it skips where it is absent,
// or fails if ITK_REQUIRE_DATA=1.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>

#define ITK_NEED_SHARED_DATA(name)                                                             \
  const std::string data = std::string(ITK_DATA_DIR "/") + (name);                             \
  if (!std::filesystem::exists(data)) {                                                        \
    const char* required = getenv("ITK_REQUIRE_DATA");                                         \
    ASSERT_FALSE(required != nullptr && std::string(required) == "1") << data << " is absent"; \
    GTEST_SKIP() << "needs ../shared/data/" << (name);                                         \
  }                                                                                            \
  static_cast<void>(0)

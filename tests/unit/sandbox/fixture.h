// A sandbox whose logs can be read at once, and a client of it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "tests/sandbox/faults/rules_file.h"
#include "tests/unit/sandbox/client.h"

namespace itk::sandbox::test {

inline constexpr const char* k_account = "123456789012";

class SandboxTest : public testing::Test {
 protected:
  SandboxTest() {
    options.delay = {std::chrono::milliseconds(0), std::chrono::milliseconds(0)};
    options.paging.empty_page_every = 0;
    options.workers = 2;
  }

  void start() {
    auto started = Sandbox::start(options, system_clock());
    ASSERT_TRUE(started);
    sandbox = *std::move(started);
    client = std::make_unique<Client>(sandbox->endpoint());
  }
  void start_with_faults(const std::string& rules) {
    auto read = faults::read_rules(rules, "faults.yaml");
    ASSERT_TRUE(read) << read.error().message;
    options.faults = *std::move(read);
    start();
  }

  std::string queue_url() const { return sandbox->endpoint() + "/" + k_account + "/itk-demo"; }

  // The value of a line of the ready file.
  std::string announced(const std::string& name) const {
    const std::string text = sandbox->environment();
    const std::size_t at = text.find("\n" + name + "=");
    if (at == std::string::npos) {
      return "";
    }
    const std::size_t begin = at + name.size() + 2;
    return text.substr(begin, text.find('\n', begin) - begin);
  }

  std::vector<std::string> logged(const std::string& group, const std::string& pattern) const {
    const Answer page = client->logs("FilterLogEvents",
                                     R"({"logGroupName":")" + group + R"(","filterPattern":"\")" + pattern + R"(\""})");
    std::vector<std::string> messages;
    for (const Json::Value& event : page.document["events"]) {
      messages.push_back(event["message"].asString());
    }
    return messages;
  }

  SandboxOptions options;
  std::unique_ptr<Sandbox> sandbox;
  std::unique_ptr<Client> client;
};

}  // namespace itk::sandbox::test

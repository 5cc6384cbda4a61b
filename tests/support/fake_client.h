// A client of one service over a fake transport and clock, with fixed credentials and without jitter.
#pragma once

#include <string>

#include "common/aws/client.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_transport.h"

namespace itk::test {

struct FakeClient {
  // `jitter` is what the random source always gives: 0 retries at once.
  explicit FakeClient(aws::Service service, double jitter = 0, aws::RetrySettings retry = {})
      : client(aws::service_info(service), aws::Endpoint{"https://service.test", true}, config_with(retry),
               {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "token", {}}, transport, clock, log,
               [jitter] { return jitter; }) {}

  static aws::Config config_with(aws::RetrySettings retry) {
    aws::Config config;
    config.region = "us-east-1";
    config.retry = retry;
    return config;
  }

  FakeTransport transport;
  FakeClock clock;
  std::string logged;
  Logger log{"test", LogLevel::Debug, [this](std::string_view line) { logged += line; }};
  aws::Client client;
};

}  // namespace itk::test

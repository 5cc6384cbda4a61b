// What ITK sends is what AWS's own SDK sends: against the reference requests of ../shared/data, and against what boto3
// sends to a socket at the same moment, where boto3 is there.
//
// Equal have to be method, path, query, the set of signed headers with their values, and the body up to the order of
// keys and white space. The host, the time and with it the signature differ; the signature is computed anew from what
// arrived.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>

#include "common/base/atomic_file.h"
#include "common/base/text.h"
#include "common/json/parser.h"
#include "tests/support/shared_data.h"
#include "tests/wire/itk_calls.h"

namespace itk::test {
namespace {

using ::testing::AnyOf;
using ::testing::IsSupersetOf;

using Requests = std::map<std::string, WireRequest>;

// Differ from request to request.
bool is_of_the_moment(std::string_view header) { return header == "host" || header == "x-amz-date"; }

// `stated` are headers that ITK gives although their value is the service's default.
void expect_same(const WireRequest& itk, const WireRequest& sdk, const std::vector<std::string>& stated = {}) {
  EXPECT_EQ(itk.method, sdk.method);
  EXPECT_EQ(itk.path, sdk.path);
  EXPECT_EQ(itk.query, sdk.query);
  EXPECT_EQ(comparable_body(itk), comparable_body(sdk));
  std::vector<std::string> names = itk.signed_names();
  std::erase_if(names, [&](const std::string& name) {
    return std::find(stated.begin(), stated.end(), name) != stated.end() && !sdk.headers.contains(name);
  });
  EXPECT_EQ(names, sdk.signed_names());
  EXPECT_EQ(itk.header("content-type"), sdk.header("content-type"));
  for (const std::string& name : sdk.signed_names()) {
    if (!is_of_the_moment(name) && sdk.headers.contains(name)) {
      EXPECT_EQ(itk.header(name), sdk.header(name)) << name;
    }
  }
}

// Name and request, a line each. Nothing, and why in `reason`, where there is no boto3.
Requests capture_boto3_requests(std::string& reason) {
  const char* chosen = getenv("ITK_PYTHON");
  const std::string python = chosen == nullptr ? "python3" : chosen;
  const std::string command = python + " " ITK_SOURCE_DIR "/tests/wire/boto3_requests.py";
  std::string output;
  std::FILE* pipe = popen(command.c_str(), "r");
  char buffer[4096];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
    output.append(buffer, n);
  }
  const int status = pclose(pipe);
  if (status != 0) {
    reason = python + (WEXITSTATUS(status) == 77 ? " has no boto3" : " does not run boto3_requests.py");
    EXPECT_THAT(WEXITSTATUS(status), AnyOf(77, 126, 127)) << "boto3_requests.py failed";
    return {};
  }
  Requests requests;
  json::Parser parser;
  for (const std::string& line : split_list(output, '\n')) {
    const json::PaddedText padded(line);
    const auto members = parser.object(padded.view());
    const auto bytes = base64_decode(json::find(**members, "request")->text);
    requests[std::string(json::find(**members, "name")->text)] = parse_wire_request(*bytes);
  }
  return requests;
}

TEST(WireRequests, CarryTheSignatureThatTheServerComputesFromWhatArrives) {
  for (const auto& [name, request] : capture_itk_requests()) {
    SCOPED_TRACE(name);
    EXPECT_EQ(stated_signature(request), recomputed_signature(request, k_secret));
    EXPECT_EQ(request.signed_names().empty(), name == "sts.assume_role_with_web_identity");
  }
}

TEST(WireRequests, HoldNothingUnsignedButWhatProxiesAndLogsMayChange) {
  for (const auto& [name, request] : capture_itk_requests()) {
    SCOPED_TRACE(name);
    std::vector<std::string> known = request.signed_names();
    known.insert(known.end(), {"authorization", "host", "content-length", "accept", "user-agent", "amz-sdk-request",
                               "amz-sdk-invocation-id", "x-amzn-trace-id"});
    if (request.signed_names().empty()) {
      known.insert(known.end(), {"content-type"});
    }
    std::vector<std::string> names;
    for (const auto& [header, value] : request.headers) {
      names.push_back(header);
    }
    EXPECT_THAT(known, IsSupersetOf(names));
  }
}

TEST(WireRequests, AreTheReferenceRequests) {
  ITK_NEED_SHARED_DATA("sigv4/reference-requests.txt");
  const Requests references = read_reference_requests(read_file(data).value());
  const Requests ours = capture_itk_requests();
  std::size_t compared = 0;
  for (const auto& [name, request] : ours) {
    const auto reference = references.find(name);
    if (reference != references.end()) {
      SCOPED_TRACE(name);
      expect_same(request, reference->second, {"x-amz-invocation-type", "x-amz-log-type"});
      ++compared;
    }
  }
  EXPECT_GE(compared, 8u);
}

TEST(WireRequests, AreWhatBoto3Sends) {
  std::string reason;
  const Requests theirs = capture_boto3_requests(reason);
  if (!reason.empty()) {
    GTEST_SKIP() << reason << "; ITK_PYTHON names another";
  }
  std::size_t compared = 0;
  for (const auto& [name, request] : capture_itk_requests()) {
    const auto sdk = theirs.find(name);
    if (sdk != theirs.end()) {
      SCOPED_TRACE(name);
      expect_same(request, sdk->second);
      ++compared;
    }
  }
  EXPECT_GE(compared, 10u);
}

TEST(WireRequests, OfBoto3BearTheSignaturesThatWeCompute) {
  std::string reason;
  const Requests theirs = capture_boto3_requests(reason);
  if (!reason.empty()) {
    GTEST_SKIP() << reason << "; ITK_PYTHON names another";
  }
  for (const auto& [name, request] : theirs) {
    SCOPED_TRACE(name);
    EXPECT_EQ(stated_signature(request), recomputed_signature(request, k_secret));
  }
}

}  // namespace
}  // namespace itk::test

#include "common/aws/lambda.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/text.h"
#include "tests/support/fake_client.h"

namespace itk::aws {
namespace {

using test::FakeClient;
using ::testing::HasSubstr;

constexpr char k_arn[] = "arn:aws:lambda:us-east-1:123456789012:function:fn";

InvokeFunction call_of(std::string function) {
  InvokeFunction call;
  call.function = std::move(function);
  call.payload = "{}";
  return call;
}

// ../shared/data/sigv4/reference-requests.txt has these two calls as AWS's SDK for Python sends them.
TEST(InvokeFunction, NamesArePercentEncodedAsSdksDo) {
  FakeClient fake(Service::Lambda);
  fake.transport.answer(200, "{}");
  fake.transport.answer(200, "{}");
  ASSERT_TRUE(take(invoke_function(fake.client.blocking(), call_of("fn:prod"))));
  InvokeFunction call = call_of(k_arn);
  call.qualifier = "$LATEST";
  ASSERT_TRUE(take(invoke_function(fake.client.blocking(), call)));
  EXPECT_EQ(fake.transport.requests.at(0).method, "POST");
  EXPECT_EQ(fake.transport.requests.at(0).url, "https://service.test/2015-03-31/functions/fn%3Aprod/invocations");
  EXPECT_EQ(fake.transport.requests.at(1).url,
            "https://service.test/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Afn/"
            "invocations?Qualifier=%24LATEST");
  EXPECT_EQ(fake.transport.requests.at(1).body, "{}");
}

TEST(InvokeFunction, ForAResultTheLogIsAskedForAndTheTraceIsNotSigned) {
  FakeClient fake(Service::Lambda);
  fake.transport.answer(200, "{}");
  InvokeFunction call = call_of("fn");
  call.client_context = R"({"custom":{"n":"1"}})";
  call.trace_header = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
  ASSERT_TRUE(take(invoke_function(fake.client.blocking(), call)));
  const HttpRequest& sent = fake.transport.requests.at(0);
  EXPECT_EQ(find_header(sent.headers, "X-Amz-Invocation-Type"), "RequestResponse");
  EXPECT_EQ(find_header(sent.headers, "X-Amz-Log-Type"), "Tail");
  EXPECT_EQ(find_header(sent.headers, "X-Amz-Client-Context"), base64_encode(call.client_context));
  EXPECT_EQ(find_header(sent.headers, "X-Amzn-Trace-Id"), call.trace_header);
  EXPECT_FALSE(find_header(sent.headers, "Content-Type"));
  EXPECT_THAT(std::string(*find_header(sent.headers, "Authorization")),
              HasSubstr("SignedHeaders=host;x-amz-client-context;x-amz-date;x-amz-invocation-type;x-amz-log-type;"
                        "x-amz-security-token,"));
  EXPECT_GE(sent.timeouts.idle.count(), 900);  // as long as a function may run
  EXPECT_FALSE(sent.may_resend);
}

TEST(InvokeFunction, AnEventIsAcceptedWithoutAResult) {
  FakeClient fake(Service::Lambda);
  fake.transport.answer(202, "", {{"x-amzn-RequestId", "r-1"}});
  InvokeFunction call = call_of("fn");
  call.is_event = true;
  const auto invoked = take(invoke_function(fake.client.blocking(), call));
  ASSERT_TRUE(invoked);
  EXPECT_EQ(invoked->http_status, 202);
  EXPECT_EQ(invoked->request_id, "r-1");
  EXPECT_EQ(invoked->payload, "");
  EXPECT_EQ(find_header(fake.transport.requests.at(0).headers, "X-Amz-Invocation-Type"), "Event");
  EXPECT_FALSE(find_header(fake.transport.requests.at(0).headers, "X-Amz-Log-Type"));
}

TEST(InvokeFunction, TheEndOfTheLogIsDecoded) {
  FakeClient fake(Service::Lambda);
  fake.transport.answer(200, "1", {{"X-Amz-Log-Result", base64_encode("START\nEND\n")}});
  fake.transport.answer(200, "1", {{"X-Amz-Log-Result", "???"}});
  EXPECT_EQ(take(invoke_function(fake.client.blocking(), call_of("fn"))).value().log_tail, "START\nEND\n");
  EXPECT_EQ(take(invoke_function(fake.client.blocking(), call_of("fn"))).value().log_tail, "");
}

TEST(InvokeFunction, AFunctionErrorSaysWhatFailedAlthoughTheStatusIs200) {
  FakeClient fake(Service::Lambda);
  fake.transport.answer(200, R"({"errorMessage":"'order'","errorType":"KeyError","stackTrace":[]})",
                        {{"X-Amz-Function-Error", "Unhandled"}, {"x-amzn-requestid", "r-1"}});
  const auto invoked = take(invoke_function(fake.client.blocking(), call_of("fn")));
  ASSERT_TRUE(invoked);
  EXPECT_EQ(invoked->function_error, "Unhandled");
  const Error error = function_error(fake.client, *invoked);
  EXPECT_EQ(error.code, "Lambda.KeyError");
  EXPECT_EQ(error.message, "lambda: Lambda.KeyError: 'order' (request id r-1)");
  EXPECT_EQ(error.service, "lambda");
  EXPECT_EQ(error.exit, ExitCode::Failed);
}

TEST(InvokeFunction, AFunctionErrorWithoutATypeIsNamedByTheHeader) {
  FakeClient fake(Service::Lambda);
  for (const char* body : {"", "not json", "[1]", R"({"errorType":1,"errorMessage":null})"}) {
    fake.transport.answer(200, body, {{"X-Amz-Function-Error", "Unhandled"}});
    const Error error =
        function_error(fake.client, take(invoke_function(fake.client.blocking(), call_of("fn"))).value());
    EXPECT_EQ(error.code, "Lambda.Unhandled") << body;
    EXPECT_THAT(error.message, HasSubstr("did not say why")) << body;
  }
}

TEST(InvokeFunction, IsSentAgainWhereItWasThrottledOrNeverArrived) {
  FakeClient fake(Service::Lambda);
  fake.transport.answer(429, R"({"Type":"User","message":"Rate Exceeded.","Reason":"CallerRateLimitExceeded"})",
                        {{"x-amzn-errortype", "TooManyRequestsException"}});
  fake.transport.fail("connect_failed");
  fake.transport.answer(200, "1");
  EXPECT_EQ(take(invoke_function(fake.client.blocking(), call_of("fn"))).value().attempts, 3);
}

TEST(InvokeFunction, IsNotSentAgainWhereTheFunctionMayHaveRun) {
  for (const char* code : {"connection_reset", "idle_timeout", "answer_cut"}) {
    FakeClient fake(Service::Lambda);
    fake.transport.fail(code);
    EXPECT_EQ(take(invoke_function(fake.client.blocking(), call_of("fn"))).error().error.code, code);
    EXPECT_EQ(fake.transport.requests.size(), 1u);
  }
  FakeClient fake(Service::Lambda);
  fake.transport.answer(500, R"({"Message":"boom"})", {{"x-amzn-errortype", "ServiceException"}});
  EXPECT_EQ(take(invoke_function(fake.client.blocking(), call_of("fn"))).error().error.code, "ServiceException");
  EXPECT_EQ(fake.transport.requests.size(), 1u);
}

TEST(InvokeFunction, AFunctionThatDoesNotExistIsAMistakeOfTheCase) {
  FakeClient fake(Service::Lambda);
  fake.transport.answer(404, R"({"Type":"User","Message":"Function not found: fn"})",
                        {{"x-amzn-errortype", "ResourceNotFoundException"}, {"x-amzn-requestid", "r-1"}});
  const auto invoked = take(invoke_function(fake.client.blocking(), call_of("fn")));
  ASSERT_FALSE(invoked);
  EXPECT_EQ(invoked.error().error.exit, ExitCode::Usage);
  EXPECT_EQ(invoked.error().error.message,
            "lambda: ResourceNotFoundException: Function not found: fn (request id r-1)");
}

TEST(InvokeFunction, AContextThatLambdaWouldRefuseIsNotSent) {
  FakeClient fake(Service::Lambda);
  InvokeFunction call = call_of("fn");
  call.client_context = std::string(2700, 'x');
  EXPECT_EQ(take(invoke_function(fake.client.blocking(), call)).error().error.code, "client_context_too_long");
  EXPECT_TRUE(fake.transport.requests.empty());
}

}  // namespace
}  // namespace itk::aws

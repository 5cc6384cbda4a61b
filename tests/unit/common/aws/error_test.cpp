#include "common/aws/error.h"

#include <gtest/gtest.h>

namespace itk::aws {
namespace {

Error sqs_error(int status, std::string body, Headers headers = {}) {
  return service_error(service_info(Service::Sqs), {status, std::move(headers), std::move(body)});
}

TEST(ServiceError, ReadsTheCodeFromTheTypeInTheBody) {
  const Error e = sqs_error(400, R"({"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"No such queue."})",
                            {{"x-amzn-RequestId", "r-1"}});
  EXPECT_EQ(e.code, "QueueDoesNotExist");
  EXPECT_EQ(e.message, "sqs: QueueDoesNotExist: No such queue. (request id r-1)");
  EXPECT_EQ(e.request_id, "r-1");
  EXPECT_EQ(e.service, "sqs");
}

TEST(ServiceError, TheHeaderOfTheTypeWinsAndMayEndInAUrl) {
  const Error e = sqs_error(400, R"({"__type":"Other","Message":"m"})",
                            {{"X-Amzn-ErrorType", "ValidationException:http://internal.amazon.com/coral/"}});
  EXPECT_EQ(e.code, "ValidationException");
  EXPECT_EQ(e.message, "sqs: ValidationException: m");
}

TEST(ServiceError, ReadsOtherSpellings) {
  EXPECT_EQ(sqs_error(400, R"({"code":"Broken","errorMessage":"m"})").message, "sqs: Broken: m");
  EXPECT_EQ(sqs_error(400, "{}", {{"x-amzn-query-error", "AWS.SimpleQueueService.NonExistentQueue;Sender"}}).code,
            "AWS.SimpleQueueService.NonExistentQueue");
  EXPECT_EQ(sqs_error(400, R"({"__type":"X"})", {{"x-amz-request-id", "r-2"}}).request_id, "r-2");
}

TEST(ServiceError, AProxysPageBecomesTheMessage) {
  const Error e = sqs_error(502, "<html>\n<body><h1>502 Bad Gateway</h1>\n</body></html>");
  EXPECT_EQ(e.code, "HTTP502");
  EXPECT_EQ(e.message, "sqs: HTTP502: <html> <body><h1>502 Bad Gateway</h1> </body></html>");
  EXPECT_EQ(e.error_class, ErrorClass::Transient);
  EXPECT_EQ(e.exit, ExitCode::Unreachable);
  EXPECT_EQ(sqs_error(503, "").message, "sqs: HTTP503: status 503 without a body");
  EXPECT_LT(sqs_error(503, std::string(100'000, 'x')).message.size(), 400u);
}

TEST(ServiceError, ReadsTheXmlOfSts) {
  const HttpResponse response{403,
                              {},
                              R"(<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>The token is &lt;invalid&gt;</Message></Error>
  <RequestId>r-3</RequestId></ErrorResponse>)"};
  const Error e = xml_error(service_info(Service::Sts), response);
  EXPECT_EQ(e.message, "sts: InvalidClientTokenId: The token is <invalid> (request id r-3)");
  EXPECT_EQ(e.error_class, ErrorClass::Auth);
  EXPECT_EQ(e.exit, ExitCode::Refused);
}

TEST(ServiceError, ReadsXmlWithAWrappingErrorsFromAnyService) {
  const Error e = sqs_error(403, "<?xml version=\"1.0\"?><Response><Errors><Error><Code>SignatureDoesNotMatch</Code>"
                                 "<Message>m</Message></Error></Errors><RequestID>r-4</RequestID></Response>");
  EXPECT_EQ(e.code, "SignatureDoesNotMatch");
  EXPECT_EQ(e.request_id, "r-4");
}

TEST(ServiceError, ClassAndExitFollowWhatTheReaderHasToDo) {
  struct Row {
    int status;
    const char* code;
    ErrorClass error_class;
    ExitCode exit;
  };
  for (const Row& row : std::vector<Row>{
           {400, "ThrottlingException", ErrorClass::Quota, ExitCode::Unreachable},
           {429, "Whatever", ErrorClass::Quota, ExitCode::Unreachable},
           {403, "RequestThrottled", ErrorClass::Quota, ExitCode::Unreachable},
           {400, "LimitExceededException", ErrorClass::Quota, ExitCode::Unreachable},
           {500, "InternalFailure", ErrorClass::Transient, ExitCode::Unreachable},
           {503, "ServiceUnavailable", ErrorClass::Transient, ExitCode::Unreachable},
           {400, "IDPCommunicationError", ErrorClass::Transient, ExitCode::Unreachable},
           {302, "Moved", ErrorClass::Transient, ExitCode::Unreachable},
           {424, "DependencyFailedException", ErrorClass::Transient, ExitCode::Unreachable},
           {400, "AccessDeniedException", ErrorClass::Auth, ExitCode::Refused},
           {400, "UnrecognizedClientException", ErrorClass::Auth, ExitCode::Refused},
           {400, "ExpiredTokenException", ErrorClass::Auth, ExitCode::Refused},
           {400, "RequestExpired", ErrorClass::Auth, ExitCode::Refused},
           {403, "Forbidden", ErrorClass::Auth, ExitCode::Refused},
           {400, "QueueDoesNotExist", ErrorClass::Validation, ExitCode::Usage},
           {400, "ResourceNotFoundException", ErrorClass::Validation, ExitCode::Usage},
       }) {
    const Error e = sqs_error(row.status, std::string(R"({"__type":")") + row.code + R"(","message":"m"})");
    EXPECT_EQ(e.error_class, row.error_class) << row.code;
    EXPECT_EQ(e.exit, row.exit) << row.code;
  }
}

TEST(ServiceError, EveryTruncationOfABodyGivesAnError) {
  const std::string json = R"({"__type":"a#B","message":"\u00e9 m"})";
  const std::string xml = "<ErrorResponse><Error><Code>C</Code><Message>m</Message></Error></ErrorResponse>";
  for (const std::string& body : {json, xml}) {
    for (std::size_t n = 0; n < body.size(); ++n) {
      EXPECT_EQ(sqs_error(400, body.substr(0, n)).code, "HTTP400") << n;
    }
  }
}

}  // namespace
}  // namespace itk::aws

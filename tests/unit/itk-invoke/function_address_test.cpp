#include "itk-invoke/function_address.h"

#include <gtest/gtest.h>

#include "itk-invoke/arn.h"

namespace itk::invoke {
namespace {

TEST(FunctionAddress, IsANameAPartialArnOrAnArnWithOrWithoutAQualifier) {
  struct Expected {
    const char *given, *text, *name, *qualifier, *region, *account;
  };
  for (const Expected& expected : {
           Expected{"my-fn", "my-fn", "my-fn", "", "", ""},
           Expected{"my_fn:prod", "my_fn", "my_fn", "prod", "", ""},
           Expected{"my-fn:$LATEST", "my-fn", "my-fn", "$LATEST", "", ""},
           Expected{"123456789012:function:fn", "123456789012:function:fn", "fn", "", "", "123456789012"},
           Expected{"123456789012:function:fn:7", "123456789012:function:fn", "fn", "7", "", "123456789012"},
           Expected{"arn:aws:lambda:us-east-1:123456789012:function:fn",
                    "arn:aws:lambda:us-east-1:123456789012:function:fn", "fn", "", "us-east-1", "123456789012"},
           Expected{"arn:aws-cn:lambda:cn-north-1:123456789012:function:fn:live",
                    "arn:aws-cn:lambda:cn-north-1:123456789012:function:fn", "fn", "live", "cn-north-1",
                    "123456789012"},
       }) {
    const std::optional<FunctionAddress> address = parse_function_address(expected.given);
    ASSERT_TRUE(address) << expected.given;
    EXPECT_EQ(address->text, expected.text);
    EXPECT_EQ(address->name, expected.name);
    EXPECT_EQ(address->qualifier, expected.qualifier);
    EXPECT_EQ(address->region, expected.region);
    EXPECT_EQ(address->account, expected.account);
  }
  EXPECT_EQ(parse_function_address("arn:aws-cn:lambda:cn-north-1:1:function:fn")->partition, "aws-cn");
}

TEST(FunctionAddress, AnythingElseIsNone) {
  for (const char* text : {"", ":", "fn:", ":prod", "a b", "fn:a:b", "https://x/y", "arn:aws:sqs:us-east-1:1:q",
                           "arn:", "arn:aws:lambda:us-east-1:1:layer:fn", "arn:aws:lambda:us-east-1:1:function:",
                           "arn:aws:lambda:us-east-1:1:function:fn:", "arn:aws:lambda:us-east-1"}) {
    EXPECT_FALSE(parse_function_address(text)) << text;
  }
}

TEST(Arn, KeepsTheColonsOfItsResource) {
  const std::optional<Arn> arn = parse_arn("arn:aws:lambda:us-east-1:1:function:fn:prod");
  ASSERT_TRUE(arn);
  EXPECT_EQ(arn->service, "lambda");
  EXPECT_EQ(arn->resource, "function:fn:prod");
  EXPECT_FALSE(parse_arn("arn:aws:lambda:us-east-1:1:"));
  EXPECT_FALSE(parse_arn("urn:aws:lambda:us-east-1:1:x"));
}

}  // namespace
}  // namespace itk::invoke

#include "itk-invoke/queue_address.h"

#include <gtest/gtest.h>

namespace itk::invoke {
namespace {

TEST(QueueAddress, AUrlTellsRegionAccountAndName) {
  const auto address = parse_queue_address("https://sqs.eu-west-1.amazonaws.com/123456789012/orders.fifo");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->region, "eu-west-1");
  EXPECT_EQ(address->account, "123456789012");
  EXPECT_EQ(address->name, "orders.fifo");
  EXPECT_TRUE(address->is_fifo());
  EXPECT_EQ(address->url_at("http://elsewhere"), "https://sqs.eu-west-1.amazonaws.com/123456789012/orders.fifo");
}

TEST(QueueAddress, OtherHostsOfAwsTellTheRegionToo) {
  EXPECT_EQ(parse_queue_address("https://us-east-1.queue.amazonaws.com/123456789012/q")->region, "us-east-1");
  EXPECT_EQ(parse_queue_address("https://sqs.cn-north-1.amazonaws.com.cn/123456789012/q")->region, "cn-north-1");
  EXPECT_EQ(parse_queue_address("https://sqs-fips.us-east-2.amazonaws.com/123456789012/q")->region, "us-east-2");
}

TEST(QueueAddress, AnEmulatorsUrlTellsNoRegion) {
  const auto address = parse_queue_address("http://127.0.0.1:4566/123456789012/itk-demo");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->region, "");
  EXPECT_EQ(address->account, "123456789012");
}

TEST(QueueAddress, AnArnGetsItsUrlFromTheEndpoint) {
  const auto address = parse_queue_address("arn:aws:sqs:us-east-1:123456789012:q");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->region, "us-east-1");
  EXPECT_EQ(address->url_at("https://sqs.us-east-1.amazonaws.com"),
            "https://sqs.us-east-1.amazonaws.com/123456789012/q");
}

TEST(QueueAddress, OtherTextIsNoQueue) {
  for (const char* text : {"", "my-queue", "https://", "https://host", "https://host/", "ftp://host/1/q",
                           "arn:aws:sns:us-east-1:123456789012:t",
                           "arn:aws:sqs:us-east-1:123456789012:", "arn:aws:lambda:us-east-1:123456789012:function:f"}) {
    EXPECT_FALSE(parse_queue_address(text)) << text;
  }
}

TEST(QueueAddress, LambdaArnsAreKnownInEveryPartition) {
  EXPECT_TRUE(is_lambda_arn("arn:aws:lambda:us-east-1:123456789012:function:f"));
  EXPECT_TRUE(is_lambda_arn("arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:f:prod"));
  EXPECT_FALSE(is_lambda_arn("arn:aws:sqs:us-east-1:123456789012:q"));
  EXPECT_FALSE(is_lambda_arn("my-function"));
}

}  // namespace
}  // namespace itk::invoke

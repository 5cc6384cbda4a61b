#include "itk-collect/belonging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace itk::collect {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Belonging, IdsJoinTransitivelyInAnyOrder) {
  Belonging belonging;
  belonging.link({"lambda:r", "session:s"});
  belonging.link({"lambda:r", "sqs:m"});
  belonging.bind(0, {"nonce:n", "sqs:m"});
  EXPECT_THAT(belonging.owners({"lambda:r"}), ElementsAre(0u));
  EXPECT_THAT(belonging.owners({"session:s"}), ElementsAre(0u));
  EXPECT_THAT(belonging.owners({"lambda:other"}), IsEmpty());
  EXPECT_THAT(belonging.owners({}), IsEmpty());
}

TEST(Belonging, ASessionThatCasesShareDoesNotMixThem) {
  Belonging belonging;
  belonging.bind(0, {"sqs:a"});
  belonging.bind(1, {"sqs:b"});
  belonging.link({"sqs:a", "lambda:a", "session:s"});
  belonging.link({"sqs:b", "lambda:b", "session:s"});
  EXPECT_THAT(belonging.owners({"lambda:a", "session:s"}), ElementsAre(0u));
  EXPECT_THAT(belonging.owners({"lambda:b"}), ElementsAre(1u));
  EXPECT_THAT(belonging.owners({"session:s"}), ElementsAre(0u, 1u));
}

TEST(Belonging, ABatchBelongsToAllItsCasesAndItsRecordsToOneEach) {
  Belonging belonging;
  belonging.bind(0, {"sqs:a"});
  belonging.bind(1, {"sqs:b"});
  belonging.link({"lambda:r", "sqs:a", "sqs:b"});
  EXPECT_THAT(belonging.owners({"lambda:r"}), ElementsAre(0u, 1u));
  EXPECT_THAT(belonging.owners({"lambda:r", "sqs:b"}), ElementsAre(1u));
}

TEST(Belonging, TheCallersRequestIdIsTheLambdasOwn) {
  Belonging belonging;
  belonging.bind(0, {"request:x"});
  EXPECT_THAT(belonging.owners({"lambda:x"}), ElementsAre(0u));
}

TEST(Belonging, SpanIdsDoNotJoin) {
  Belonging belonging;
  belonging.bind(0, {"nonce:n"});
  belonging.link({"nonce:n", "span:53995c3f42cd8ad8"});
  EXPECT_THAT(belonging.owners({"span:53995c3f42cd8ad8"}), IsEmpty());
}

}  // namespace
}  // namespace itk::collect

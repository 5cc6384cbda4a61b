#include "common/preflight/production.h"

#include <gtest/gtest.h>

namespace itk::preflight {
namespace {

TEST(ProductionWord, IsAWholeWordInAnyCase) {
  for (const char* name : {"prod", "PROD", "orders-prod", "prod_orders", "/aws/lambda/orders-prod-eu",
                           "acme.production", "orders.prd.eu", "live", "orders:live", "prod2", "eu1prod"}) {
    EXPECT_NE(production_word(name), "") << name;
  }
}

TEST(ProductionWord, IsFoundWhereCamelCaseBeginsAWord) {
  EXPECT_EQ(production_word("ProdOrders"), "Prod");
  EXPECT_EQ(production_word("ordersProd"), "Prod");
  EXPECT_EQ(production_word("PRODOrders"), "PROD");
  EXPECT_EQ(production_word("ordersPRD"), "PRD");
}

TEST(ProductionWord, IsNoPartOfAWord) {
  for (const char* name : {"", "product-catalog", "reproduce", "products", "delivery", "alive", "liveness", "oliveOil",
                           "productionize", "non-productive", "prodigy", "dev", "PRODUCTS"}) {
    EXPECT_EQ(production_word(name), "") << name;
  }
}

}  // namespace
}  // namespace itk::preflight

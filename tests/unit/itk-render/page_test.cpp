#include "itk-render/page.h"

#include <gtest/gtest.h>

#include "common/base/digest.h"
#include "common/base/text.h"
#include "itk-render/viewer_assets.h"

namespace itk::render {
namespace {

std::string hash_of(std::string_view content) {
  const Sha256Digest digest = sha256(content);
  return "'sha256-" + base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()}) + "'";
}

TEST(Page, AllowsItsOwnScriptAndStyleAndNothingElse) {
  const std::string page = make_page("t", "let a;", "b{}", "{}");
  EXPECT_NE(page.find("content=\"default-src 'none'; script-src " + hash_of("let a;") + "; style-src " +
                      hash_of("b{}") + "; img-src data:; base-uri 'none'; form-action 'none'\""),
            std::string::npos)
      << page;
  EXPECT_NE(page.find("<script type=\"module\">let a;</script>"), std::string::npos);
  EXPECT_NE(page.find("<style>b{}</style>"), std::string::npos);
}

TEST(Page, DataAndTitleCannotGetOut) {
  const std::string page = make_page("</title><script>", "", "", R"({"a":"</script><script>alert(1)</script>"})");
  EXPECT_NE(page.find("<title>&lt;/title&gt;&lt;script&gt;</title>"), std::string::npos);
  EXPECT_EQ(page.find("<script>"), std::string::npos);
}

TEST(Viewer, IsEmbeddedWithoutModuleSyntax) {
  for (const std::string_view script : {viewer::index_script, viewer::sequence_script, viewer::timeline_script}) {
    EXPECT_GT(script.size(), 1000u);
    EXPECT_EQ(script.find("\nimport "), std::string_view::npos);
    EXPECT_EQ(script.find("\nexport "), std::string_view::npos);
    EXPECT_EQ(script.find("</script"), std::string_view::npos);
  }
  EXPECT_EQ(viewer::style.find("</style"), std::string_view::npos);
}

// What a Content-Security-Policy without 'unsafe-inline' forbids, and what would take text for markup.
TEST(Viewer, UsesNothingThatRunsText) {
  for (const std::string_view script : {viewer::index_script, viewer::sequence_script, viewer::timeline_script}) {
    for (const std::string_view banned : {"innerHTML =", "outerHTML", "insertAdjacentHTML", "document.write", "eval(",
                                          "new Function", "setAttribute('style'", "fetch(", "XMLHttpRequest"}) {
      EXPECT_EQ(script.find(banned), std::string_view::npos) << banned;
    }
  }
}

}  // namespace
}  // namespace itk::render

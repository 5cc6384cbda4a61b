#include "itk-render/page.h"

#include <fmt/core.h>

#include "common/base/digest.h"
#include "common/base/text.h"
#include "itk-render/escape.h"

namespace itk::render {
namespace {

// 'sha256-...' of what stands between the tags.
std::string csp_hash(std::string_view content) {
  const Sha256Digest digest = sha256(content);
  return "'sha256-" + base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()}) + "'";
}

}  // namespace

std::string make_page(std::string_view title, std::string_view script, std::string_view style, std::string_view json) {
  std::string page = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  page += fmt::format(
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {}; style-src {}; "
      "img-src data:; base-uri 'none'; form-action 'none'\">\n",
      csp_hash(script), csp_hash(style));
  page += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  page += "<meta name=\"referrer\" content=\"no-referrer\">\n<link rel=\"icon\" href=\"data:,\">\n";
  page += fmt::format("<title>{}</title>\n<style>", html_text(one_visible_line(title)));
  page += style;
  page += "</style>\n</head>\n<body>\n<noscript>This page draws its data with JavaScript; report.md beside it says the "
          "same as text.</noscript>\n<script type=\"application/json\" id=\"data\">";
  page += script_json(json);
  page += "</script>\n<script type=\"module\">";
  page += script;
  page += "</script>\n</body>\n</html>\n";
  return page;
}

}  // namespace itk::render

#include "common/aws/xml.h"

#include <fmt/core.h>
#include <tinyxml2.h>

namespace itk::aws {
namespace {

std::string_view local_name(const tinyxml2::XMLElement& element) {
  const std::string_view name = element.Name();
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// Depth first. tinyxml2 refuses texts that are nested deeply, so the recursion is bounded.
const tinyxml2::XMLElement* find_element(const tinyxml2::XMLNode& parent, std::string_view name) {
  for (auto* child = parent.FirstChildElement(); child != nullptr; child = child->NextSiblingElement()) {
    if (local_name(*child) == name) {
      return child;
    }
    if (const auto* below = find_element(*child, name)) {
      return below;
    }
  }
  return nullptr;
}

}  // namespace

XmlDocument::XmlDocument() : document_(std::make_unique<tinyxml2::XMLDocument>()) {}
XmlDocument::~XmlDocument() = default;
XmlDocument::XmlDocument(XmlDocument&&) noexcept = default;
XmlDocument& XmlDocument::operator=(XmlDocument&&) noexcept = default;

Result<XmlDocument> XmlDocument::parse(std::string_view text) {
  XmlDocument xml;
  if (xml.document_->Parse(text.data(), text.size()) != tinyxml2::XML_SUCCESS ||
      xml.document_->RootElement() == nullptr) {
    return tl::make_unexpected(contract_error(
        "bad_xml",
        fmt::format("not valid XML: {} in line {}", tinyxml2::XMLDocument::ErrorIDToName(xml.document_->ErrorID()),
                    xml.document_->ErrorLineNum())));
  }
  return xml;
}

std::optional<std::string> XmlDocument::text_of(std::string_view name) const {
  const tinyxml2::XMLElement* element = find_element(*document_, name);
  if (element == nullptr) {
    return std::nullopt;
  }
  const char* text = element->GetText();
  return text == nullptr ? "" : text;
}

std::string XmlDocument::root_name() const { return std::string(local_name(*document_->RootElement())); }

}  // namespace itk::aws

// What ITK needs of XML: the text of an element, found by its local name.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace tinyxml2 {
class XMLDocument;
}

namespace itk::aws {

class XmlDocument {
 public:
  static Result<XmlDocument> parse(std::string_view text);
  ~XmlDocument();
  XmlDocument(XmlDocument&&) noexcept;
  XmlDocument& operator=(XmlDocument&&) noexcept;

  // The text of the first element of this name, at any depth, whatever its namespace.
  std::optional<std::string> text_of(std::string_view name) const;
  // The local name of the outermost element.
  std::string root_name() const;

 private:
  XmlDocument();
  std::unique_ptr<tinyxml2::XMLDocument> document_;
};

}  // namespace itk::aws

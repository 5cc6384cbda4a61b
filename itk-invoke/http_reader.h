// Reads HTTP requests from cases: the target of the entrypoint `http`, and the polls of `until`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "itk-invoke/http_request.h"
#include "itk-invoke/number_set.h"
#include "itk-invoke/yaml_document.h"

namespace itk::invoke {

// Takes what is wrong, with its place.
using Complain = std::function<void(Place at, std::string code, std::string message)>;

// Reports keys of `map`, which messages call `path`, that are not among `known`.
void check_keys(const YamlNode& map, std::string_view path, const std::vector<std::string>& known,
                const Complain& complain);

// Whether the text has a variable that is not set, which is reported already.
bool has_unset_variable(const YamlNode& text);

// The text of a scalar member; nothing where it is absent or, which is reported, something else.
std::optional<std::string> scalar_text(const YamlNode& map, std::string_view key, std::string_view path,
                                       const Complain& complain);
// A map of texts, in order of the file.
std::optional<LateFields> read_fields(const YamlNode& map, std::string_view key, std::string_view path,
                                      const Complain& complain);

// method, url, headers and query of `map`. Without a method it is POST where there is a payload, else GET. A URL may
// be a path where `may_be_path`. Nothing: there were problems; a URL that is absent is left empty.
std::optional<HttpTemplate> read_http_request(const YamlNode& map, std::string_view path, const YamlNode& payload,
                                              bool may_be_path, const Complain& complain);

}  // namespace itk::invoke

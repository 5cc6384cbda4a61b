// What looks like production: whole words only, so that "product-catalog" and "reproduce" do not.
#pragma once

#include <string>
#include <string_view>

namespace itk::preflight {

// The word of `name`, as it stands there, that says production: prod, production, prd, live, in any case of letters.
// Words end at everything that is no letter, and where camel case begins a new one. Empty: there is none.
std::string_view production_word(std::string_view name);

}  // namespace itk::preflight

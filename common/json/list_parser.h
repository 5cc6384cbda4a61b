// Reads documents that are one long list of small objects, as APIs answer them: {"events":[{...},...],"nextToken":"..."}.
// One pass over the text for all of them, where json::Parser makes one for each level.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/json/parser.h"

namespace itk::json {

class ListParser {
 public:
  ListParser();
  ~ListParser();
  ListParser(ListParser&&) noexcept;
  ListParser& operator=(ListParser&&) noexcept;

  // `raw` of a value is empty, for the text itself is not kept in view; objects and arrays show their kind alone. Views
  // live until the next read().
  struct Document {
    std::vector<Member> members;  // of the document, the list included
    std::size_t size = 0;         // of the list
    bool has_list = false;        // it is there, and an array
  };
  // The text, which must be followed by k_padding readable bytes, is an object; `list` names one of its members.
  Result<const Document*> read(std::string_view text, std::string_view list);
  // The members of the next element, in order of the text; an error where it is no object, null after the last.
  Result<const std::vector<Member>*> next();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace itk::json

// A JSON object as loggers write it: the record proper stands at the root, in a wrapper ({"data": {...}}), or
// as JSON in a string, once or several times encoded.
#pragma once

#include <cstdint>
#include <forward_list>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/json/parser.h"

namespace itk::logs {

using Members = std::vector<json::Member>;
using Names = std::initializer_list<std::string_view>;

class Document {
 public:
  // `parser` is used by one document at a time; its levels hold what the views of this document point into.
  explicit Document(json::Parser& parser) : parser_(parser) {}
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  // Whether `text` is a JSON object. Copies it.
  bool read(std::string_view text);

  // The first member under one of these names that says something (not null, not ""): at the root, then in
  // the records that the root wraps.
  const json::Value* find(Names names) const;
  // The same at the root alone.
  const json::Value* at_root(Names names) const;
  // The string that find() finds.
  std::string_view text_of(Names names) const;

  // The members of an object that stands in this document, itself or as JSON in a string; null if it is none
  // (or the document is too large a tree to follow).
  const Members* open(const json::Value& value);
  // Visits the objects of an array, one after another: what is opened while one is visited is closed behind it.
  void for_each(const json::Value& list, const std::function<void(const Members&)>& visit);
  const Members& root() const { return *root_.members; }
  // Whether this value of the root only wraps a record that find() looks into.
  bool is_wrapper(const json::Value& value) const;
  // The JSON object or Python dict, as JSON, inside the text of the root's message: "Invoking agent with
  // {...}".
  const std::string& message_object() const { return message_object_; }

 private:
  struct Scope {
    const Members* members = nullptr;
    std::string_view wrapper;  // the raw text of the root's value that holds it
    std::uint64_t names =
        0;  // a bit for each member's name, which others may share: most names asked for are not there
  };
  static Scope make_scope(const Members& members, std::string_view wrapper);
  static const json::Value* find_in(const Scope& scope, Names names);

  const Members* open_text(std::string_view text);
  const Members* open_string(std::string_view text, int depth);
  void find_message_object();
  void find_wrapped_records();

  json::Parser& parser_;
  std::size_t levels_ = 0;
  std::forward_list<json::PaddedText> texts_;
  Scope root_;
  std::vector<Scope> scopes_;
  std::string message_object_;
};

// The member under one of these names that says something, or null.
const json::Value* find_any(const Members& members, Names names);

}  // namespace itk::logs

// The formats of saved evidence, one file each. A format is known by what a JSON object says, never by the name of its
// file.
#pragma once

#include <string_view>

#include "itk-collect/readers/cursor.h"

namespace itk::collect::readers {

// An object of the file: its members, and the text that they stand in.
struct Object {
  const Members& members;
  std::string_view raw;
};

struct Format {
  std::string_view name;
  bool (*recognises)(const Object& object);
  // Gives all that is in the object. `at` is free to open values with. What has another form than the format has is a
  // piece as it stands: nothing is dropped.
  void (*read)(const Object& object, const Cursor& at, const PieceSink& sink);
};

extern const Format k_otlp;
extern const Format k_jaeger;
extern const Format k_xray;
extern const Format k_datadog;
extern const Format k_cloudwatch;
extern const Format k_insights;
extern const Format k_subscription;

// The elements of `list`, opened with `at`, each for `read`; a list that is none is a piece, and so is an element that
// is no object.
template <class Read>
void for_each_object(const json::Value* list, const Cursor& at, const PieceSink& sink, const Read& read) {
  if (list == nullptr || list->is_null()) {
    return;
  }
  const Members* elements = list->kind == json::Kind::Array ? at.open(list) : nullptr;
  if (elements == nullptr) {
    sink(at.piece_of(list->raw));
    return;
  }
  const Cursor inner = at.inside();
  for (const json::Member& element : *elements) {
    const Members* members = element.value.kind == json::Kind::Object ? inner.open(&element.value) : nullptr;
    if (members == nullptr) {
      sink(at.piece_of(element.value.raw));
    } else {
      read(Object{*members, element.value.raw}, inner.inside());
    }
  }
}

}  // namespace itk::collect::readers

// A writer for the JSON of pages that leaves out what is empty, and the parts that concern spans.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/json/writer.h"
#include "itk-render/run_data.h"
#include "itk-render/span_tree.h"

namespace itk::render {

class JsonObject {
 public:
  explicit JsonObject(std::string& out) : writer_(out) {}
  void close() { writer_.close(); }

  void text(std::string_view name, std::string_view value);
  // At most `most` bytes of it, cut between characters; then "<name>Size" has the whole number of bytes.
  void cut_text(std::string_view name, std::string_view value, std::size_t most);
  void integer(std::string_view name, std::int64_t value) { writer_.integer(name, value); }
  void number(std::string_view name, std::optional<double> value);
  void flag(std::string_view name, bool value);
  void texts(std::string_view name, const std::vector<std::string>& values);
  // [2, 3, ...]: twice the index of the node, plus one for a return.
  void messages(std::string_view name, const std::vector<Message>& messages);

  void object(std::string_view name, const std::function<void(JsonObject&)>& write);
  template <class T, class Write>
  void array(std::string_view name, const std::vector<T>& items, const Write& write);

 private:
  json::ObjectWriter writer_;
};

std::string json_object(const std::function<void(JsonObject&)>& write);

// A folder or file below the page as a URL, each segment escaped.
std::string relative_url(std::string_view path);

void write_node(JsonObject& out, const Node& node);
// Keys of the spans on the critical path.
std::vector<std::string> critical_spans(const Execution& execution);

template <class T, class Write>
void JsonObject::array(std::string_view name, const std::vector<T>& items, const Write& write) {
  if (items.empty()) {
    return;
  }
  writer_.key(name);
  std::string& out = writer_.text();
  char separator = '[';
  for (const T& item : items) {
    out += separator;
    separator = ',';
    JsonObject object(out);
    write(object, item);
    object.close();
  }
  out += ']';
}

}  // namespace itk::render

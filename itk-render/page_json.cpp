#include "itk-render/page_json.h"

#include <cmath>

#include "itk-render/safe_name.h"
#include "itk-render/span_export.h"

namespace itk::render {
namespace {

constexpr std::size_t k_most_log_text = 16u << 10;

std::string_view cut_between_characters(std::string_view text, std::size_t most) {
  if (text.size() <= most) {
    return text;
  }
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) {
    --most;
  }
  return text.substr(0, most);
}

}  // namespace

void JsonObject::text(std::string_view name, std::string_view value) {
  if (!value.empty()) {
    writer_.string(name, value);
  }
}

void JsonObject::cut_text(std::string_view name, std::string_view value, std::size_t most) {
  text(name, cut_between_characters(value, most));
  if (value.size() > most) {
    integer(std::string(name) + "Size", static_cast<std::int64_t>(value.size()));
  }
}

void JsonObject::number(std::string_view name, std::optional<double> value) {
  if (value && std::isfinite(*value)) {
    writer_.number(name, *value);
  }
}

void JsonObject::flag(std::string_view name, bool value) {
  if (value) {
    writer_.boolean(name, true);
  }
}

void JsonObject::texts(std::string_view name, const std::vector<std::string>& values) {
  if (values.empty()) {
    return;
  }
  writer_.key(name);
  char separator = '[';
  for (const std::string& value : values) {
    writer_.text() += separator;
    separator = ',';
    json::append_quoted(writer_.text(), value);
  }
  writer_.text() += ']';
}

void JsonObject::messages(std::string_view name, const std::vector<Message>& messages) {
  writer_.key(name);
  writer_.text() += '[';
  for (const Message& message : messages) {
    if (writer_.text().back() != '[') {
      writer_.text() += ',';
    }
    json::append_integer(writer_.text(), static_cast<std::int64_t>(message.node * 2 + (message.is_return ? 1 : 0)));
  }
  writer_.text() += ']';
}

void JsonObject::object(std::string_view name, const std::function<void(JsonObject&)>& write) {
  writer_.key(name);
  JsonObject inner(writer_.text());
  write(inner);
  inner.close();
}

std::string json_object(const std::function<void(JsonObject&)>& write) {
  std::string out;
  JsonObject object(out);
  write(object);
  object.close();
  return out;
}

std::string relative_url(std::string_view path) {
  std::string url;
  std::size_t begin = 0;
  for (std::size_t slash; (slash = path.find('/', begin)) != std::string_view::npos; begin = slash + 1) {
    url += url_segment(path.substr(begin, slash - begin)) + "/";
  }
  return url + url_segment(path.substr(begin));
}

void write_node(JsonObject& out, const Node& node) {
  const model::Span& span = *node.span;
  out.text("key", span.span);
  out.text("id", shown_id(span));
  out.integer("parent", node.parent);
  out.integer("component", static_cast<std::int64_t>(node.component));
  out.text("operation", span.operation);
  out.text("kind", span.kind);
  out.text("status", span.status);
  out.number("start", node.start_ms);
  out.number("duration", node.duration_ms);
  out.text("startTime", span.start ? format_rfc3339(*span.start) : std::string());
  out.text("endTime", span.end ? format_rfc3339(*span.end) : std::string());
  out.number("coldStart", span.init_ms);
  out.integer("attempt", span.attempt.value_or(1));
  out.flag("far", node.is_far);
  out.texts("oddities", node.oddities);
  out.texts("ids", span.ids);
  out.text("model", span.model);
  out.number("cost", span.cost_usd);
  if (span.tokens) {
    out.integer("tokensIn", span.tokens->input);
    out.integer("tokensOut", span.tokens->output);
  }
  if (span.evidence) {
    out.object("evidence", [&](JsonObject& item) {
      item.text("by", span.evidence->by);
      item.number("confidence", span.evidence->confidence);
      item.text("id", span.evidence->id);
    });
  }
  if (span.stated) {
    out.object("stated", [&](JsonObject& item) {
      item.text("span", span.stated->span);
      item.text("parent", span.stated->parent);
      item.text("start", span.stated->start ? format_rfc3339(*span.stated->start) : std::string());
      item.text("end", span.stated->end ? format_rfc3339(*span.stated->end) : std::string());
    });
  }
  out.array("logs", span.logs, [](JsonObject& item, const model::LogLine& line) {
    item.text("time", line.time ? format_rfc3339(*line.time) : std::string());
    item.text("level", line.level);
    item.cut_text("text", line.text, k_most_log_text);
  });
}

std::vector<std::string> critical_spans(const Execution& execution) {
  std::vector<std::string> keys;
  for (const model::Trace& trace : execution.traces) {
    for (const model::Segment& segment : trace.critical) {
      if (!segment.span.empty()) {
        keys.push_back(segment.span);
      }
    }
  }
  return keys;
}

}  // namespace itk::render

#include "itk-invoke/mcp_message.h"

#include "common/base/text.h"
#include "common/json/parser.h"
#include "common/json/writer.h"

namespace itk::invoke {
namespace {

using Members = std::vector<json::Member>;

enum Level : std::size_t { Batch, Message, Detail, List, Item };

Error unreadable(const std::string& what) {
  return {ErrorClass::Transient, ExitCode::Unreachable, "bad_answer", "mcp: the server's answer is " + what, "mcp", {}};
}

std::string text_of(const Members& members, std::string_view key) {
  const json::Value* value = json::find(members, key);
  return value == nullptr || value->kind != json::Kind::String ? std::string() : std::string(value->text);
}

void read_error(json::Parser& parser, const json::Value& error, McpMessage& message) {
  message.kind = McpMessage::Kind::Error;
  const auto members = parser.object(error.raw, Detail);
  if (!members) {
    return;
  }
  message.text = text_of(**members, "message");
  const json::Value* code = json::find(**members, "code");
  message.code = code != nullptr && code->is_integer ? code->integer : 0;
}

void read_params(json::Parser& parser, const json::Value& params, McpMessage& message) {
  const auto members = parser.object(params.raw, Detail);
  if (members) {
    message.level = text_of(**members, "level");
    const std::string data = text_of(**members, "data");
    message.text = data.empty() ? text_of(**members, "message") : data;
  }
}

Result<McpMessage> read_one(json::Parser& parser, std::string_view json) {
  const auto members = parser.object(json, Message);
  if (!members) {
    return tl::make_unexpected(unreadable("no JSON-RPC: " + members.error().message));
  }
  McpMessage message;
  message.raw = json;
  const json::Value* id = json::find(**members, "id");
  message.id = id == nullptr || id->is_null() ? "" : std::string(id->raw);
  message.method = text_of(**members, "method");
  const json::Value* result = json::find(**members, "result");
  const json::Value* error = json::find(**members, "error");
  const json::Value* params = json::find(**members, "params");
  if (!message.method.empty()) {
    message.kind = id == nullptr ? McpMessage::Kind::Notification : McpMessage::Kind::Request;
    if (params != nullptr) {
      read_params(parser, *params, message);
    }
  } else if (error != nullptr && !error->is_null()) {
    read_error(parser, *error, message);
  } else if (result != nullptr) {
    message.kind = McpMessage::Kind::Result;
    message.result = result->raw;
  } else {
    return tl::make_unexpected(unreadable("no JSON-RPC: it has neither a method nor a result nor an error"));
  }
  return message;
}

std::string message_text(std::string_view method, const std::int64_t* id, std::string_view params) {
  std::string text;
  json::ObjectWriter message(text);
  message.string("jsonrpc", "2.0");
  if (id != nullptr) {
    message.integer("id", *id);
  }
  message.string("method", method);
  if (!params.empty()) {
    message.raw("params", params);
  }
  message.close();
  return text;
}

}  // namespace

Result<std::vector<McpMessage>> read_mcp_messages(std::string_view json) {
  json::Parser parser;
  const json::PaddedText padded(trim(json));
  std::vector<McpMessage> messages;
  if (!padded.view().starts_with('[')) {
    ITK_TRY_ASSIGN(McpMessage message, read_one(parser, padded.view()));
    messages.push_back(std::move(message));
    return messages;
  }
  const auto batch = parser.array(padded.view(), Batch);
  if (!batch) {
    return tl::make_unexpected(unreadable("no JSON-RPC: " + batch.error().message));
  }
  for (const json::Member& member : **batch) {
    ITK_TRY_ASSIGN(McpMessage message, read_one(parser, member.value.raw));
    messages.push_back(std::move(message));
  }
  return messages;
}

std::string mcp_request(std::int64_t id, std::string_view method, std::string_view params) {
  return message_text(method, &id, params);
}

std::string mcp_notification(std::string_view method) { return message_text(method, nullptr, ""); }

Result<McpToolResult> read_tool_result(std::string_view result) {
  json::Parser parser;
  const json::PaddedText padded(result);
  const auto members = parser.object(padded.view(), Detail);
  if (!members) {
    return tl::make_unexpected(unreadable("no result of a tool: " + members.error().message));
  }
  McpToolResult read;
  const json::Value* is_error = json::find(**members, "isError");
  read.is_error = is_error != nullptr && is_error->kind == json::Kind::Bool && is_error->boolean;
  const json::Value* content = json::find(**members, "content");
  if (content == nullptr) {
    return read;
  }
  const auto items = parser.array(content->raw, List);
  if (!items) {
    return read;
  }
  for (const json::Member& item : **items) {
    const auto block = parser.object(item.value.raw, Item);
    if (block && text_of(**block, "type") == "text") {
      read.text += (read.text.empty() ? "" : "\n") + text_of(**block, "text");
    }
  }
  return read;
}

std::vector<std::string> read_tool_names(std::string_view result) {
  std::vector<std::string> names;
  json::Parser parser;
  const json::PaddedText padded(result);
  const auto members = parser.object(padded.view(), Detail);
  const json::Value* tools = members ? json::find(**members, "tools") : nullptr;
  if (tools == nullptr) {
    return names;
  }
  if (const auto items = parser.array(tools->raw, List)) {
    for (const json::Member& item : **items) {
      if (const auto tool = parser.object(item.value.raw, Item)) {
        names.push_back(text_of(**tool, "name"));
      }
    }
  }
  return names;
}

}  // namespace itk::invoke

// Log events as CloudWatch's own answers have them: FilterLogEvents and GetLogEvents ({"events":[...]}), Live Tail, and
// lists or single events of other tools in the same words, whatever the case of their first letters.
#include <algorithm>

#include "common/logs/log_time.h"
#include "itk-collect/readers/format.h"

namespace itk::collect::readers {
namespace {

using json::Kind;

const json::Value* find_any_case(const Members& members, std::string_view name) {
  if (const json::Value* value = json::find(members, name)) {
    return value;
  }
  std::string upper(name);
  upper[0] = static_cast<char>(upper[0] - 'a' + 'A');
  return json::find(members, upper);
}

std::string text_any_case(const Members& members, std::string_view name) {
  const json::Value* value = find_any_case(members, name);
  return std::string(value != nullptr && value->kind == Kind::String ? value->text : std::string_view{});
}

std::optional<Timestamp> time_any_case(const Members& members, std::string_view name) {
  const json::Value* value = find_any_case(members, name);
  return value != nullptr && value->is_integer && value->integer > 0 && value->integer < 9'000'000'000'000
             ? std::optional(Timestamp::from_ms(value->integer))
             : std::nullopt;
}

// "123456789012:/aws/lambda/orders" and ARNs name the group behind the account.
std::string group_of(std::string text) {
  constexpr std::size_t k_account = 12;
  const bool has_account =
      text.size() > k_account && text[k_account] == ':' && text.find_first_not_of("0123456789") == k_account;
  return has_account ? text.substr(k_account + 1) : text;
}

// What a logger writes has a message and a timestamp, too; CloudWatch's is a number, and nothing else stands beside
// them but its own words.
bool is_event(const Members& members) {
  const json::Value* message = find_any_case(members, "message");
  const json::Value* time = find_any_case(members, "timestamp");
  if (message == nullptr || message->kind != Kind::String || time == nullptr || !time->is_integer) {
    return false;
  }
  for (const json::Member& member : members) {
    static constexpr std::string_view k_words[] = {"message",       "timestamp",    "ingestionTime",      "eventId",
                                                   "logStreamName", "logGroupName", "logGroupIdentifier", "logGroup",
                                                   "logStream",     "id",           "extractedFields"};
    const auto* const known = std::find_if(std::begin(k_words), std::end(k_words), [&](std::string_view word) {
      return member.key.size() == word.size() && (member.key[0] | 0x20) == word[0] &&
             member.key.substr(1) == word.substr(1);
    });
    if (known == std::end(k_words)) {
      return false;
    }
  }
  return true;
}

std::string first_of(std::string a, std::string b, std::string c = {}) { return !a.empty() ? a : !b.empty() ? b : c; }

Piece piece_of(const Object& event, const Cursor& at) {
  const Members& members = event.members;
  Piece piece;
  piece.own_id = at.place().id_of(event.raw);
  piece.id = first_of(text_any_case(members, "eventId"), text_any_case(members, "id"), piece.own_id);
  piece.text = find_any_case(members, "message")->text;
  piece.group = group_of(first_of(text_any_case(members, "logGroupName"), text_any_case(members, "logGroupIdentifier"),
                                  text_any_case(members, "logGroup")));
  piece.stream = first_of(text_any_case(members, "logStreamName"), text_any_case(members, "logStream"));
  piece.time = time_any_case(members, "timestamp");
  piece.ingested = time_any_case(members, "ingestionTime");
  return piece;
}

const json::Value* list_in(const Members& members) {
  for (const std::string_view key : {"events", "sessionResults"}) {
    const json::Value* list = json::find(members, key);
    if (list != nullptr && list->kind == Kind::Array) {
      return list;
    }
  }
  return nullptr;
}

bool recognises(const Object& object) {
  if (is_event(object.members)) {
    return true;
  }
  // Other documents have "events", too; CloudWatch's answer has its tokens beside them, or nothing.
  const json::Value* list = list_in(object.members);
  return list != nullptr &&
         (object.members.size() == 1 || json::find(object.members, "searchedLogStreams") != nullptr ||
          json::find(object.members, "nextToken") != nullptr ||
          json::find(object.members, "nextForwardToken") != nullptr ||
          json::find(object.members, "sessionMetadata") != nullptr);
}

void read(const Object& object, const Cursor& at, const PieceSink& sink) {
  if (is_event(object.members)) {
    sink(piece_of(object, at));
    return;
  }
  for_each_object(list_in(object.members), at, sink, [&](const Object& event, const Cursor& inner) {
    sink(is_event(event.members) ? piece_of(event, inner) : inner.piece_of(event.raw));
  });
}

// --- Logs Insights ---

bool is_row(const Members& members) {
  const json::Value* message = json::find(members, "@message");
  return message != nullptr && (message->kind == Kind::String || message->kind == Kind::Object);
}

Piece piece_of_row(const std::function<std::string(std::string_view)>& field, const std::string& raw,
                   const std::string& own_id) {
  Piece piece;
  piece.own_id = own_id;
  piece.id = first_of(field("@ptr"), own_id);
  piece.text = first_of(field("@message"), raw);
  piece.group = group_of(field("@log"));
  piece.stream = field("@logStream");
  piece.time = logs::parse_log_time(field("@timestamp"));
  piece.ingested = logs::parse_log_time(field("@ingestionTime"));
  return piece;
}

// [{"field":"@message","value":"..."},...]
Piece piece_of_fields(const json::Value& row, const Cursor& at) {
  const Members* fields = row.kind == Kind::Array ? at.open(&row) : nullptr;
  const Cursor inner = at.inside();
  const auto field = [&](std::string_view name) -> std::string {
    for (std::size_t i = 0; fields != nullptr && i < fields->size(); ++i) {
      const Members* members = inner.open(&(*fields)[i].value);
      if (members != nullptr && text_in(*members, "field") == name) {
        return std::string(text_in(*members, "value"));
      }
    }
    return "";
  };
  return piece_of_row(field, one_line(row.raw), at.place().id_of(row.raw));
}

bool recognises_insights(const Object& object) {
  const json::Value* results = json::find(object.members, "results");
  return is_row(object.members) ||
         (results != nullptr && results->kind == Kind::Array && json::find(object.members, "status") != nullptr);
}

void read_insights(const Object& object, const Cursor& at, const PieceSink& sink) {
  if (is_row(object.members)) {                      // as the console exports it
    const auto field = [&](std::string_view name) {  // a message that is JSON may be spelt out
      const json::Value* value = json::find(object.members, name);
      const bool is_object = value != nullptr && value->kind == Kind::Object;
      return is_object ? one_line(value->raw) : std::string(text_in(object.members, name));
    };
    sink(piece_of_row(field, one_line(object.raw), at.place().id_of(object.raw)));
    return;
  }
  const Members* rows = at.open(json::find(object.members, "results"));
  for (std::size_t i = 0; rows != nullptr && i < rows->size(); ++i) {
    sink(piece_of_fields((*rows)[i].value, at.inside()));
  }
}

}  // namespace

const Format k_cloudwatch = {"cloudwatch", recognises, read};
const Format k_insights = {"insights", recognises_insights, read_insights};

}  // namespace itk::collect::readers

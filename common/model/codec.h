// How records become lines and back. Each record lists its fields once, in canonical order:
//
//   struct Answer : Record {
//     static constexpr std::string_view k_tag = "answer/1";
//     std::string inv;
//     static constexpr auto fields() { return std::tuple{required("inv", &Answer::inv), ...}; }
//   };
//
// read_record() takes any key order, refuses what is missing or of the wrong type by name, and keeps members that it
// does not know in `Record::unknown`; write_record() writes canonical form: the tag first, struct order, no spaces,
// absent instead of null.
#pragma once

#include <fmt/core.h>

#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "common/base/result.h"
#include "common/base/time.h"
#include "common/json/parser.h"
#include "common/json/raw_json.h"
#include "common/json/writer.h"

namespace itk::model {

// What every record may carry.
struct Record {
  std::string mode;      // "dev-fixtures"; absent in a live run
  std::string endpoint;  // "custom"; absent for AWS
  std::string unknown;   // members of a newer writer, `"a":1,"b":2`, written back last
};

template <class Class, class T>
struct Field {
  std::string_view name;
  T Class::*member;
  bool is_required;
};

template <class Class, class T>
constexpr Field<Class, T> required(std::string_view name, T Class::*member) {
  return {name, member, true};
}

template <class Class, class T>
constexpr Field<Class, T> optional(std::string_view name, T Class::*member) {
  return {name, member, false};
}

template <class T>
concept HasFields = requires {
  T::fields();
};

// Parses nested values one level below their record.
struct ReadContext {
  json::Parser& parser;
  std::size_t level = 0;
};

inline Error wrong_type(std::string_view expected, const json::Value& value) {
  constexpr std::size_t k_most = 40;
  const std::string shown(value.raw.substr(0, k_most));
  return contract_error("wrong_type",
                        fmt::format("expected {}, got {}{}", expected, shown, value.raw.size() > k_most ? "..." : ""));
}

// --- Codecs: read(), write() and is_absent() for each type of field ---

template <class T>
struct Codec;

template <>
struct Codec<std::string> {
  static Status read(std::string& out, const json::Value& value, ReadContext) {
    if (value.kind != json::Kind::String) {
      return tl::make_unexpected(wrong_type("a string", value));
    }
    out.assign(value.text);
    return {};
  }
  static void write(std::string& out, const std::string& value) { json::append_quoted(out, value); }
  static bool is_absent(const std::string& value) { return value.empty(); }
};

template <>
struct Codec<std::int64_t> {
  static Status read(std::int64_t& out, const json::Value& value, ReadContext);
  static void write(std::string& out, std::int64_t value) { json::append_integer(out, value); }
  static bool is_absent(std::int64_t) { return false; }
};

template <>
struct Codec<double> {
  static Status read(double& out, const json::Value& value, ReadContext) {
    if (value.kind != json::Kind::Number) {
      return tl::make_unexpected(wrong_type("a number", value));
    }
    out = value.number;
    return {};
  }
  static void write(std::string& out, double value) { json::append_double(out, value); }
  static bool is_absent(double value) { return !std::isfinite(value); }
};

template <>
struct Codec<bool> {
  static Status read(bool& out, const json::Value& value, ReadContext) {
    if (value.kind != json::Kind::Bool) {
      return tl::make_unexpected(wrong_type("true or false", value));
    }
    out = value.boolean;
    return {};
  }
  static void write(std::string& out, bool value) { out += value ? "true" : "false"; }
  static bool is_absent(bool value) { return !value; }
};

template <>
struct Codec<Timestamp> {
  static Status read(Timestamp& out, const json::Value& value, ReadContext);
  static void write(std::string& out, Timestamp value) { json::append_quoted(out, format_rfc3339(value)); }
  static bool is_absent(Timestamp) { return false; }
};

template <>
struct Codec<RawJson> {
  static Status read(RawJson& out, const json::Value& value, ReadContext) {
    out.text.assign(value.raw);
    return {};
  }
  static void write(std::string& out, const RawJson& value) { out += value.text; }
  static bool is_absent(const RawJson& value) { return value.empty(); }
};

template <class T>
struct Codec<std::optional<T>> {
  static Status read(std::optional<T>& out, const json::Value& value, ReadContext context) {
    return Codec<T>::read(out.emplace(), value, context);
  }
  static void write(std::string& out, const std::optional<T>& value) { Codec<T>::write(out, *value); }
  static bool is_absent(const std::optional<T>& value) { return !value || Codec<T>::is_absent(*value); }
};

template <class T>
struct Codec<std::vector<T>> {
  static Status read(std::vector<T>& out, const json::Value& value, ReadContext context) {
    if (value.kind != json::Kind::Array) {
      return tl::make_unexpected(wrong_type("an array", value));
    }
    ITK_TRY_ASSIGN(const auto* elements, context.parser.array(value.raw, context.level + 1));
    out.clear();
    out.reserve(elements->size());
    for (const json::Member& element : *elements) {
      ITK_TRY(Codec<T>::read(out.emplace_back(), element.value, {context.parser, context.level + 1}));
    }
    return {};
  }
  static void write(std::string& out, const std::vector<T>& values) {
    out += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) {
        out += ',';
      }
      Codec<T>::write(out, values[i]);
    }
    out += ']';
  }
  static bool is_absent(const std::vector<T>& values) { return values.empty(); }
};

// {"email":2,"jwt":1}
using CountsByName = std::map<std::string, std::int64_t, std::less<>>;

template <>
struct Codec<CountsByName> {
  static Status read(CountsByName& out, const json::Value& value, ReadContext context);
  static void write(std::string& out, const CountsByName& counts);
  static bool is_absent(const CountsByName& counts) { return counts.empty(); }
};

// --- Structs ---

template <class T, class Tuple, std::size_t... index>
Status read_known(T& out, const Tuple& fields, const json::Member& member, ReadContext context, bool& known,
                  std::uint64_t& seen, std::index_sequence<index...>) {
  Status status;
  const auto attempt = [&](const auto& field, std::size_t i) {
    if (known || field.name != member.key) {
      return;
    }
    known = true;
    if (seen >> i & 1) {
      status = tl::make_unexpected(contract_error("duplicate_field", fmt::format("\"{}\" stands twice", member.key)));
      return;
    }
    if (member.value.is_null() && !field.is_required) {
      return;
    }
    seen |= std::uint64_t{1} << i;
    using Member = std::remove_reference_t<decltype(out.*(field.member))>;
    status = Codec<Member>::read(out.*(field.member), member.value, context);
    if (!status) {
      status.error().message = fmt::format("\"{}\": {}", field.name, status.error().message);
    }
  };
  (attempt(std::get<index>(fields), index), ...);
  return status;
}

// Reads the members of an object that `fields` names. Others are appended to `unknown` if it is given.
template <class T, class Tuple>
Status read_members(T& out, const Tuple& fields, const std::vector<json::Member>& members, ReadContext context,
                    std::string* unknown) {
  constexpr std::size_t k_count = std::tuple_size_v<Tuple>;
  static_assert(k_count <= 64);
  std::uint64_t seen = 0;
  for (const json::Member& member : members) {
    bool known = false;
    ITK_TRY(read_known(out, fields, member, context, known, seen, std::make_index_sequence<k_count>{}));
    if (!known && unknown != nullptr && member.key != "itk") {
      *unknown += unknown->empty() ? "" : ",";
      json::append_quoted(*unknown, member.key);
      (*unknown += ':') += member.value.raw;
    }
  }
  std::string_view missing;
  std::size_t i = 0;
  std::apply(
      [&](const auto&... field) {
        ((missing.empty() && field.is_required && !(seen >> i & 1) ? void(missing = field.name) : void(), ++i), ...);
      },
      fields);
  if (!missing.empty()) {
    return tl::make_unexpected(contract_error("missing_field", fmt::format("\"{}\" is missing", missing)));
  }
  return {};
}

template <class T, class Tuple>
void write_members(json::ObjectWriter& writer, const T& value, const Tuple& fields) {
  const auto write_one = [&](const auto& field) {
    const auto& member = value.*(field.member);
    using Member = std::remove_cvref_t<decltype(member)>;
    if (field.is_required || !Codec<Member>::is_absent(member)) {
      writer.key(field.name);
      Codec<Member>::write(writer.text(), member);
    }
  };
  std::apply([&](const auto&... field) { (write_one(field), ...); }, fields);
}

template <HasFields T>
struct Codec<T> {
  static Status read(T& out, const json::Value& value, ReadContext context) {
    if (value.kind != json::Kind::Object) {
      return tl::make_unexpected(wrong_type("an object", value));
    }
    ITK_TRY_ASSIGN(const auto* members, context.parser.object(value.raw, context.level + 1));
    return read_members(out, T::fields(), *members, {context.parser, context.level + 1}, nullptr);
  }
  static void write(std::string& out, const T& value) {
    json::ObjectWriter writer(out);
    write_members(writer, value, T::fields());
    writer.close();
  }
  static bool is_absent(const T&) { return false; }
};

// --- Records ---

inline constexpr auto k_common_fields =
    std::tuple{optional("mode", &Record::mode), optional("endpoint", &Record::endpoint)};

// The fields of a record: the common ones first, unless the record lists them itself.
template <class T>
constexpr auto all_fields() {
  if constexpr (requires { T::k_states_origin; }) {
    return T::fields();
  } else {
    return std::tuple_cat(k_common_fields, T::fields());
  }
}

// Reads a line whose tag is known to be T's. The line needs the padding that json::Parser wants.
template <class T>
Result<T> read_record(json::Parser& parser, std::string_view line) {
  ITK_TRY_ASSIGN(const auto* members, parser.object(line));
  T record;
  ITK_TRY(read_members(record, all_fields<T>(), *members, {parser, 0}, &record.unknown));
  return record;
}

// The canonical line, without '\n'.
template <class T>
std::string write_record(const T& record) {
  std::string line;
  json::ObjectWriter writer(line);
  writer.string("itk", T::k_tag);
  write_members(writer, record, all_fields<T>());
  writer.members(record.unknown);
  writer.close();
  return line;
}

}  // namespace itk::model

// What every stage writes about itself: its errors, and its end.
#pragma once

#include "common/model/parts.h"

namespace itk::model {

struct ErrorRecord : Record {
  static constexpr std::string_view k_tag = "error/1";

  std::string stage;
  std::string error_class;
  std::string code;
  std::string message;
  std::string service;
  std::string request_id;
  std::string inv;
  std::optional<Position> at;

  static constexpr auto fields() {
    return std::tuple{required("stage", &ErrorRecord::stage),     required("class", &ErrorRecord::error_class),
                      required("code", &ErrorRecord::code),       required("message", &ErrorRecord::message),
                      optional("service", &ErrorRecord::service), optional("request_id", &ErrorRecord::request_id),
                      optional("inv", &ErrorRecord::inv),         optional("at", &ErrorRecord::at)};
  }
};

struct End : Record {
  static constexpr std::string_view k_tag = "end/1";

  std::string stage;
  std::int64_t read = 0;     // records, the upstream's ends included
  std::int64_t written = 0;  // records before this one
  std::int64_t exit = 0;     // the worst of this stage and all before it
  bool filtered = false;     // what was read had been filtered or edited on the way
  bool cut = false;          // what was read had no end, and --partial let it pass
  std::string sha256;        // of all bytes before this line
  CountsByName redacted;     // what this stage replaced, by rule

  static constexpr auto fields() {
    return std::tuple{required("stage", &End::stage),       required("read", &End::read),
                      required("written", &End::written),   required("exit", &End::exit),
                      optional("filtered", &End::filtered), optional("cut", &End::cut),
                      required("sha256", &End::sha256),     optional("redacted", &End::redacted)};
  }
};

}  // namespace itk::model

// The opaque tokens that a client passes back to get the next page.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/time.h"
#include "tests/sandbox/logs/event.h"

namespace itk::sandbox::logs {

// Of FilterLogEvents: good for 24 hours and for the same question only.
struct FilterToken {
  Timestamp issued;
  std::string question;           // fingerprint of the other parameters
  std::optional<Position> after;  // nothing: from the beginning
};

std::string write_token(const FilterToken& token);
// Nothing when it is not one of ours.
std::optional<FilterToken> read_token(std::string_view text);

// Of GetLogEvents: "f/<56 digits>/s" goes on towards newer events, "b/<56 digits>/s" towards older ones.
struct StreamToken {
  bool forward = true;
  Position position;
};

std::string write_token(const StreamToken& token);
std::optional<StreamToken> read_stream_token(std::string_view text);

}  // namespace itk::sandbox::logs

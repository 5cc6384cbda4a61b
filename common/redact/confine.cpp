#include "common/redact/confine.h"

#include <algorithm>

#include "common/redact/chars.h"

namespace itk::redact {
namespace {

class Confiner {
 public:
  Confiner(std::string_view json, std::vector<Edit> edits) : json_(json), edits_(std::move(edits)) {}

  std::vector<Edit> run() {
    for (std::size_t i = 0; i < json_.size() && next_ < edits_.size();) {
      const char c = json_[i];
      if (c == '"') {
        const std::size_t end = string_end(i + 1);
        take_string(i + 1, end);
        i = end + 1;
      } else if (is_space(c) || is_structural(c)) {
        ++i;
      } else {
        const std::size_t end = bare_end(i);
        take_bare(i, end);
        i = end;
      }
    }
    return std::move(kept_);
  }

 private:
  static bool is_structural(char c) { return std::string_view("{}[]:,").find(c) != std::string_view::npos; }

  std::size_t unit_size(std::size_t at) const {
    return json_[at] != '\\' ? 1u : at_or_nul(json_, at + 1) == 'u' ? 6u : 2u;
  }
  std::size_t string_end(std::size_t at) const {
    while (at < json_.size() && json_[at] != '"') {
      at += unit_size(at);
    }
    return std::min(at, json_.size());
  }
  std::size_t bare_end(std::size_t at) const {
    while (at < json_.size() && !is_space(json_[at]) && !is_structural(json_[at])) {
      ++at;
    }
    return at;
  }

  // Leaves behind what ends before `begin`.
  bool next_reaches(std::size_t begin, std::size_t end) {
    while (next_ < edits_.size() && edits_[next_].end <= begin) {
      ++next_;
    }
    return next_ < edits_.size() && edits_[next_].begin < end;
  }

  void keep(std::size_t begin, std::size_t end) {
    Edit edit = edits_[next_];
    edit.begin = begin;
    edit.end = end;
    if (!kept_.empty() && kept_.back().end > begin) {
      kept_.back().end = std::max(kept_.back().end, end);  // both were drawn out to one escape
    } else {
      kept_.push_back(std::move(edit));
    }
  }

  void take_string(std::size_t begin, std::size_t end) {
    std::size_t at = begin;
    while (next_reaches(at, end)) {
      const Edit& edit = edits_[next_];
      while (at + unit_size(at) <= edit.begin) {
        at += unit_size(at);
      }
      const std::size_t first = at;
      while (at < end && at < edit.end) {
        at += unit_size(at);
      }
      keep(first, at);
      if (edit.end > end) {
        return;  // the rest of it belongs to the values behind
      }
      ++next_;
    }
  }

  void take_bare(std::size_t begin, std::size_t end) {
    if (next_reaches(begin, end)) {
      keep(begin, end);
    }
  }

  std::string_view json_;
  std::vector<Edit> edits_, kept_;
  std::size_t next_ = 0;
};

}  // namespace

std::vector<Edit> confined(std::string_view json, std::vector<Edit> edits) {
  return Confiner(json, std::move(edits)).run();
}

}  // namespace itk::redact

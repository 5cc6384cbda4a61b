#include "itk-collect/belonging.h"

#include <algorithm>
#include <optional>

#include "common/ids/id.h"

namespace itk::collect {
namespace {

bool is_strong(ids::Kind kind) {
  return kind != ids::Kind::Session && kind != ids::Kind::Correlation && kind != ids::Kind::Thread;
}

// The id under which events join. What Lambda calls its request id is to the caller the request id of Invoke.
std::optional<std::string> joining(const std::string& id) {
  const std::optional<ids::Kind> kind = ids::kind_of(id);
  if (!kind || !ids::joins(*kind)) {
    return std::nullopt;
  }
  return *kind == ids::Kind::Request ? ids::make_id(ids::Kind::Lambda, ids::value_of(id)) : id;
}

std::vector<std::string> joining(const std::vector<std::string>& ids, bool only_strong) {
  std::vector<std::string> out;
  for (const std::string& id : ids) {
    if (const std::optional<std::string> canonical = joining(id);
        canonical && (!only_strong || is_strong(*ids::kind_of(id)))) {
      out.push_back(*canonical);
    }
  }
  return out;
}

void sort_unique(std::vector<CaseNumber>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

}  // namespace

void Belonging::Sets::bind(CaseNumber number, const std::string& id) {
  std::vector<CaseNumber>& numbers = owners_[sets_.find(sets_.add(id))];
  numbers.push_back(number);
  sort_unique(numbers);
}

ids::UnionFind::Node Belonging::Sets::join(ids::UnionFind::Node a, ids::UnionFind::Node b) {
  const ids::UnionFind::Node first = sets_.find(a);
  const ids::UnionFind::Node second = sets_.find(b);
  if (first == second) {
    return first;
  }
  std::vector<CaseNumber> numbers;
  for (const ids::UnionFind::Node node : {first, second}) {
    if (const auto found = owners_.find(node); found != owners_.end()) {
      numbers.insert(numbers.end(), found->second.begin(), found->second.end());
      owners_.erase(found);
    }
  }
  const ids::UnionFind::Node joined = sets_.join(first, second);
  if (!numbers.empty()) {
    sort_unique(numbers);
    owners_.emplace(joined, std::move(numbers));
  }
  return joined;
}

void Belonging::Sets::collect(ids::UnionFind::Node node, std::vector<CaseNumber>& owners) {
  if (const auto found = owners_.find(sets_.find(node)); found != owners_.end()) {
    owners.insert(owners.end(), found->second.begin(), found->second.end());
  }
}

void Belonging::bind(CaseNumber number, const std::vector<std::string>& ids) {
  for (const std::string& id : joining(ids, true)) {
    strong_.bind(number, id);
    bound_.emplace(id, number);
  }
  for (const std::string& id : joining(ids, false)) {
    all_.bind(number, id);
  }
}

void Belonging::link_to(Sets& sets, ids::UnionFind::Node& node, const std::string& id) {
  const ids::UnionFind::Node other = sets.add(id);
  node = node == k_nowhere ? other : sets.join(node, other);
}

void Belonging::link(Membership& event, const std::string& id) {
  const std::optional<ids::Kind> kind = ids::kind_of(id);
  if (!kind || !ids::joins(*kind)) {
    return;
  }
  const std::string known = *kind == ids::Kind::Request ? ids::make_id(ids::Kind::Lambda, ids::value_of(id)) : id;
  if (is_strong(*kind)) {
    link_to(strong_, event.strong, known);
  }
  link_to(all_, event.all, known);
}

Belonging::Membership Belonging::link(const std::vector<std::string>& ids) {
  Membership event;
  for (const std::string& id : ids) {
    link(event, id);
  }
  return event;
}

bool Belonging::has_owner(const Membership& event) {
  return strong_.has_owner(event.strong) || all_.has_owner(event.all);
}

std::vector<CaseNumber> Belonging::owners(const std::vector<std::string>& ids) {
  std::vector<CaseNumber> owners;
  const std::vector<std::string> strong = joining(ids, true);
  for (const std::string& id : strong) {
    strong_.collect(strong_.add(id), owners);
  }
  sort_unique(owners);
  if (owners.size() > 1) {
    // A batch: a line that names one case's own id belongs to that case.
    std::vector<CaseNumber> own;
    for (const std::string& id : strong) {
      if (const auto found = bound_.find(id); found != bound_.end()) {
        own.push_back(found->second);
      }
    }
    sort_unique(own);
    return own.size() == 1 ? own : owners;
  }
  if (owners.empty()) {
    for (const std::string& id : joining(ids, false)) {
      all_.collect(all_.add(id), owners);
    }
    sort_unique(owners);
  }
  return owners;
}

}  // namespace itk::collect

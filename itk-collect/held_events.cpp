#include "itk-collect/held_events.h"

#include <algorithm>
#include <cstring>
#include <tuple>

#include "common/ids/id.h"

namespace itk::collect {
namespace {

namespace kind = model::event_kind;

// What stands in the spool before the members of an event: where its list of ids is among them, or would be.
struct Head {
  std::uint32_t ids_begin = 0;
  std::uint32_t ids_size = 0;
};

// Within one millisecond, what frames a request stands around what it wrote.
std::uint8_t rank_of(const model::Event& event) {
  return event.kind == kind::k_lambda_init     ? 0
         : event.kind == kind::k_lambda_start  ? 1
         : event.kind == kind::k_lambda_end    ? 3
         : event.kind == kind::k_lambda_report ? 4
                                               : 2;
}

void append_ids(std::string& out, const std::vector<std::string>& ids) {
  out += ",\"ids\":";
  model::Codec<std::vector<std::string>>::write(out, ids);
}

// Keys of ours stand between quotes that no value can hold unescaped, so the first place is the key.
Head find_ids(std::string_view members, const std::vector<std::string>& ids, std::string& scratch) {
  constexpr std::string_view k_kind = ",\"kind\":\"";
  constexpr std::string_view k_inv = ",\"inv\":\"";
  std::size_t at = members.find('"', members.find(k_kind) + k_kind.size()) + 1;
  if (members.substr(at).starts_with(k_inv)) {
    at = members.find('"', at + k_inv.size()) + 1;
  }
  scratch.clear();
  if (!ids.empty()) {
    append_ids(scratch, ids);
  }
  return {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(scratch.size())};
}

Head head_of(std::string_view spooled) {
  Head head;
  std::memcpy(&head, spooled.data(), sizeof head);
  return head;
}

}  // namespace

HeldEvents::Stream HeldEvents::stream_of(const std::string& group, const std::string& name) {
  if (!streams_.empty() && streams_[last_stream_].second == name && streams_[last_stream_].first == group) {
    return last_stream_;
  }
  const auto [entry, is_new] = stream_numbers_.try_emplace({group, name}, static_cast<Stream>(streams_.size()));
  if (is_new) {
    streams_.push_back(entry->first);
  }
  return last_stream_ = entry->second;
}

HeldEvents::Entry& HeldEvents::add(const model::Event& event, Belonging::Membership of) {
  model::write_record(event, line_);
  const std::size_t tag = line_.find(',') + 1;  // {"itk":"event/1",
  const std::string_view members = std::string_view(line_).substr(tag, line_.size() - tag - 1);
  const Head head = find_ids(members, event.ids, members_);
  members_.assign(reinterpret_cast<const char*>(&head), sizeof head);
  members_ += members;
  Entry& entry = entries_.emplace_back();
  entry.offset = spool_.append(members_);
  entry.size = static_cast<std::uint32_t>(members_.size());
  entry.time = event.time.value_or(Timestamp{});
  entry.ingested = event.ingested.value_or(Timestamp{});
  entry.stream = stream_of(event.group, event.stream);
  entry.of = of;
  entry.rank = rank_of(event);
  return entry;
}

HeldEvents::Entry* HeldEvents::find(std::uint64_t offset) {
  const auto found = std::lower_bound(entries_.begin(), entries_.end(), offset,
                                      [](const Entry& entry, std::uint64_t at) { return entry.offset < at; });
  return found != entries_.end() && found->offset == offset ? &*found : nullptr;
}

void HeldEvents::set_request(Entry& entry, const std::string& id) {
  const auto [number, is_new] = request_numbers_.number(id);
  if (is_new) {
    requests_.push_back(id);
  }
  entry.request = number + 1;
  entry.wants_request = false;
}

Result<std::string_view> HeldEvents::read(const Entry& entry) { return spool_.read(entry.offset, entry.size); }

Result<std::vector<std::string>> HeldEvents::ids_of(const Entry& entry) {
  ITK_TRY_ASSIGN(const std::string_view spooled, read(entry));
  const Head head = head_of(spooled);
  std::vector<std::string> ids;
  if (head.ids_size > 0) {
    constexpr std::size_t k_key = std::string_view(",\"ids\":").size();
    const json::PaddedText list(spooled.substr(sizeof head + head.ids_begin + k_key, head.ids_size - k_key));
    ITK_TRY_ASSIGN(const std::vector<json::Member>* const elements, parser_.array(list.view()));
    for (const json::Member& element : *elements) {
      ids.emplace_back(element.value.text);
    }
  }
  if (entry.request > 0) {
    ids.push_back(requests_[entry.request - 1]);
    ids::canonicalise(ids);
  }
  return ids;
}

Result<std::string_view> HeldEvents::members_of(const Entry& entry) {
  if (entry.request == 0) {
    ITK_TRY_ASSIGN(const std::string_view spooled, read(entry));
    return spooled.substr(sizeof(Head));
  }
  ITK_TRY_ASSIGN(const std::vector<std::string> ids, ids_of(entry));
  ITK_TRY_ASSIGN(const std::string_view spooled, read(entry));
  const Head head = head_of(spooled);
  const std::string_view members = spooled.substr(sizeof head);
  members_.assign(members, 0, head.ids_begin);
  append_ids(members_, ids);
  members_ += members.substr(head.ids_begin + head.ids_size);
  return std::string_view(members_);
}

Result<model::Event> HeldEvents::event_of(const Entry& entry) {
  ITK_TRY_ASSIGN(const std::string_view members, members_of(entry));
  line_ = "{";
  (line_ += members) += '}';
  const std::size_t size = line_.size();
  line_.append(json::k_padding, '\0');
  return model::read_record<model::Event>(parser_, std::string_view(line_).substr(0, size));
}

// What is leaving, in order of time, and of their coming where that is the same. A stable sort would want memory of its
// own.
std::vector<std::uint32_t> HeldEvents::leaving_in_order(std::size_t count) const {
  std::vector<std::uint32_t> leaving;
  leaving.reserve(count);
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].is_leaving) {
      leaving.push_back(static_cast<std::uint32_t>(i));
    }
  }
  std::sort(leaving.begin(), leaving.end(), [this](std::uint32_t a, std::uint32_t b) {
    const Entry &left = entries_[a], &right = entries_[b];
    return std::tie(left.time, left.rank, left.ingested, a) < std::tie(right.time, right.rank, right.ingested, b);
  });
  return leaving;
}

Status HeldEvents::take_out(const std::function<Result<bool>(const Entry&)>& leaves,
                            const std::function<Status(const Entry&)>& give) {
  std::size_t count = 0;
  for (Entry& entry : entries_) {
    ITK_TRY_ASSIGN(entry.is_leaving, leaves(entry));
    count += entry.is_leaving ? 1 : 0;
  }
  if (count == 0) {
    return {};
  }
  if (give) {
    for (const std::uint32_t i : leaving_in_order(count)) {
      ITK_TRY(give(entries_[i]));
    }
  }
  std::erase_if(entries_, [](const Entry& entry) { return entry.is_leaving; });
  entries_.shrink_to_fit();
  spool_.forget_before(entries_.empty() ? spool_.size() : entries_.front().offset);
  return {};
}

}  // namespace itk::collect

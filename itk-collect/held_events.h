// Events that wait until somebody wants them, or nobody can want them any more. What they say is in a spool, as the
// record that it will be; in memory is what is needed to find out whose they are and in which order they leave: 48 bytes
// each.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/hash_set.h"
#include "common/json/parser.h"
#include "common/model/evidence.h"
#include "itk-collect/belonging.h"
#include "itk-collect/spool.h"

namespace itk::collect {

class HeldEvents {
 public:
  using Stream = std::uint32_t;

  struct Entry {
    std::uint64_t offset = 0;  // in the spool; grows from entry to entry
    Timestamp time, ingested;
    std::uint32_t size = 0;
    Stream stream = 0;
    Belonging::Membership of;
    std::uint32_t request = 0;  // the Lambda request that its stream worked on: requests_[request - 1]
    std::uint8_t rank = 0;      // among those of the same time
    bool wants_request = false;
    bool is_leaving = false;
  };

  // The log group and stream of an event.
  Stream stream_of(const std::string& group, const std::string& name);
  const std::pair<std::string, std::string>& names_of(Stream stream) const { return streams_[stream]; }

  // At the end of what is held.
  Entry& add(const model::Event& event, Belonging::Membership of);
  // Null: it has left.
  Entry* find(std::uint64_t offset);
  void set_request(Entry& entry, const std::string& id);

  // The ids of an event, its stream's request included.
  Result<std::vector<std::string>> ids_of(const Entry& entry);
  // All of it.
  Result<model::Event> event_of(const Entry& entry);
  // As it is written, behind the tag and the origin of the run: `"id":...`. Valid until the next call.
  Result<std::string_view> members_of(const Entry& entry);

  // Takes out all that `leaves` says, which is asked for each in order of their coming, and gives them in order of time.
  Status take_out(const std::function<Result<bool>(const Entry&)>& leaves,
                  const std::function<Status(const Entry&)>& give);

  std::size_t size() const { return entries_.size(); }
  const Spool& spool() const { return spool_; }

 private:
  Result<std::string_view> read(const Entry& entry);
  std::vector<std::uint32_t> leaving_in_order(std::size_t count) const;

  std::deque<Entry> entries_;  // in order of `offset`
  Spool spool_;
  std::vector<std::pair<std::string, std::string>> streams_;
  std::map<std::pair<std::string, std::string>, Stream> stream_numbers_;
  Stream last_stream_ = 0;
  std::vector<std::string> requests_;
  HashNumbers request_numbers_;
  json::Parser parser_;
  std::string line_, members_;
};

}  // namespace itk::collect

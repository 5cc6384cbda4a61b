#include "itk-collect/saved.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <unordered_map>

#include "common/base/digest.h"
#include "itk-collect/event_writer.h"
#include "itk-collect/readers/file.h"
#include "itk-collect/run_record.h"

namespace itk::collect {
namespace {

class SavedEvidence {
 public:
  explicit SavedEvidence(Stage& stage) : stage_(stage), writer_(stage) {}

  Status take(const std::string& name, readers::FileEvidence evidence);
  Status finish();
  void lose(const std::string& why);

 private:
  bool is_new(readers::FileEvidence::Found& found);
  void widen(const model::Event& event);

  Stage& stage_;
  EventWriter writer_;
  model::Collection collection_;
  std::unordered_map<std::string, std::uint64_t> seen_;  // digests of the payloads, by event id
  std::int64_t twice_ = 0;
};

// Deduplication is by id. Ids that others made up ("event-1") may repeat in another file: then where the event stands
// is its id.
bool SavedEvidence::is_new(readers::FileEvidence::Found& found) {
  const Sha256Digest digest = sha256(found.event.payload.text);
  std::uint64_t mark = 0;
  for (std::size_t i = 0; i < sizeof mark; ++i) {
    mark = mark << 8 | digest[i];
  }
  auto [entry, is_new] = seen_.emplace(found.event.id, mark);
  if (!is_new && entry->second != mark && !found.own_id.empty()) {
    found.event.id = found.own_id;
    is_new = seen_.emplace(found.event.id, mark).second;
  }
  return is_new;
}

void SavedEvidence::widen(const model::Event& event) {
  if (event.time) {
    collection_.from = collection_.from ? std::min(*collection_.from, *event.time) : *event.time;
    collection_.until = collection_.until ? std::max(*collection_.until, *event.time) : *event.time;
  }
}

Status SavedEvidence::take(const std::string& name, readers::FileEvidence evidence) {
  std::vector<std::string> formats;
  for (const auto& [format, count] : evidence.formats) {
    formats.push_back(fmt::format("{} {}", count, format));
  }
  stage_.log().info(fmt::format("{}: {} events{}{}", name, evidence.events.size(), formats.empty() ? "" : ": ",
                                fmt::join(formats, ", ")));
  if (evidence.not_json > 0) {
    stage_.log().warning(
        fmt::format("{}: {} lines look like JSON and are not; they are kept as text", name, evidence.not_json));
  }
  if (!evidence.problem.empty()) {
    stage_.log().warning(evidence.problem);
    stage_.mark(ExitCode::Incomplete);
    lose(evidence.problem);
  }
  for (readers::FileEvidence::Found& found : evidence.events) {
    if (!is_new(found)) {
      ++twice_;
      continue;
    }
    widen(found.event);
    ++collection_.events;
    ITK_TRY(writer_.write(std::move(found.event)));
  }
  return {};
}

void SavedEvidence::lose(const std::string& why) {
  collection_.reason += (collection_.reason.empty() ? "" : "; ") + why;
}

Status SavedEvidence::finish() {
  if (twice_ > 0) {
    stage_.log().info(fmt::format("{} events were there twice", twice_));
  }
  collection_.complete = collection_.reason.empty();
  return stage_.write(std::move(collection_));
}

}  // namespace

Status read_saved(const std::vector<std::string>& files, redact::Redactor& redactor, Stage& stage, World& world) {
  model::Run run = make_run(redactor, world.clock.now());
  run.endpoint = "custom";  // AWS was not asked
  run.endpoint_url = "saved files";
  ITK_TRY(stage.write(std::move(run)));
  SavedEvidence saved(stage);
  for (const std::string& file : files) {
    Result<readers::FileEvidence> evidence = readers::read_evidence_file(file, redactor);
    if (!evidence) {
      ITK_TRY(stage.report(evidence.error()));
      saved.lose(evidence.error().message);
      continue;
    }
    ITK_TRY(saved.take(file, std::move(*evidence)));
  }
  return saved.finish();
}

}  // namespace itk::collect

#include "itk-collect/live_tail_source.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "common/aws/logs.h"

namespace itk::collect {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds k_first_pause{1'000};
constexpr milliseconds k_longest_pause{30'000};
constexpr milliseconds k_step{20};

// What a break of the connection looks like; anything else comes again.
bool may_mend(const Error& error) {
  return error.error_class == ErrorClass::Transient || error.error_class == ErrorClass::Quota;
}

}  // namespace

void LiveTailSource::watch(const std::vector<std::string>& groups) {
  std::vector<std::pair<std::string, std::string>> fresh;  // with their ARNs
  for (const std::string& group : groups) {
    if (!watched_.contains(group)) {
      if (std::string arn = arn_of(group); !arn.empty()) {
        watched_.insert(group);
        fresh.emplace_back(group, std::move(arn));
      }
    }
  }
  for (std::size_t begin = 0; begin < fresh.size(); begin += aws::k_most_live_tail_groups) {
    Session& session = sessions_.emplace_back();
    for (std::size_t i = begin; i < std::min(fresh.size(), begin + aws::k_most_live_tail_groups); ++i) {
      session.groups.push_back(fresh[i].first);
      session.arns.push_back(fresh[i].second);
    }
    loop_.spawn(follow(session));
  }
}

// "": there is no such group yet, or nobody tells.
std::string LiveTailSource::arn_of(const std::string& group) {
  if (group.starts_with("arn:")) {
    return group;
  }
  const auto found = aws::describe_log_groups(logs_, group);
  if (!found) {
    log_.warning("Live Tail needs the ARNs of log groups: " + found.error().message);
    return "";
  }
  const auto same =
      std::find_if(found->begin(), found->end(), [&](const aws::LogGroup& each) { return each.name == group; });
  return same == found->end() ? "" : same->arn;
}

void LiveTailSource::wait_open(milliseconds patience) {
  const auto is_ready = [](const Session& session) { return session.is_open || session.is_over; };
  const Timestamp end{loop_.clock().now().ns + patience.count() * 1'000'000};
  while (!std::all_of(sessions_.begin(), sessions_.end(), is_ready) && loop_.clock().now() < end) {
    loop_.turn(k_step);
  }
}

std::vector<std::string> LiveTailSource::news() {
  loop_.turn(milliseconds(0));
  const std::set<std::string> news = std::exchange(news_, {});
  return {news.begin(), news.end()};
}

// Opens it again and again: a session lasts three hours, a connection as long as it lasts.
Task<> LiveTailSource::follow(Session& session) {
  for (milliseconds pause = k_first_pause;; pause = std::min(pause * 2, k_longest_pause)) {
    aws::StartLiveTail start{session.arns,
                             [&] {
                               session.is_open = true;
                               pause = k_first_pause;
                             },
                             [&](const aws::LiveTailUpdate& update) { take(session, update); }};
    const Error error = co_await aws::live_tail({stream_, loop_}, std::move(start));
    session.is_open = false;
    ring(session);  // what came since the last update, nobody says
    if (error.code == "SessionTimeoutException") {
      continue;
    }
    if (!may_mend(error)) {
      session.is_over = true;
      log_.warning(fmt::format("Live Tail does not follow {}, which are read in turn: {}",
                               fmt::join(session.groups, ", "), error.message));
      co_return;
    }
    log_.info("Live Tail is opened again: " + error.message);
    co_await loop_.wait(pause);
  }
}

void LiveTailSource::take(Session& session, const aws::LiveTailUpdate& update) {
  if (update.is_sampled) {
    ring(session);
    if (!std::exchange(session.has_said_sampled, true)) {
      log_.warning(
          "Live Tail shows a sample, for there are more events than it sends; all of them are read from the log "
          "groups");
    }
    return;
  }
  for (const aws::LiveTailEvent& event : update.events) {
    const auto group = std::find_if(session.groups.begin(), session.groups.end(), [&](const std::string& each) {
      return event.group == each || event.group.ends_with(":" + each);
    });
    group == session.groups.end() ? ring(session) : static_cast<void>(news_.insert(*group));
  }
}

}  // namespace itk::collect

#include "itk-invoke/shard.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>

#include "common/base/digest.h"

namespace itk::invoke {
namespace {

constexpr std::size_t k_most_shards = 100'000;

// Platforms that do not tell how many there are.
constexpr std::string_view k_own_total = "ITK_SHARD_TOTAL";

struct Platform {
  std::string_view name;
  std::string_view index, total;
  std::size_t first;  // the index of the first machine
};

// CI_NODE_INDEX counts from 1, everything else from 0. Kubernetes has no variable for the number of completions.
constexpr Platform k_platforms[] = {
    {"GitLab", "CI_NODE_INDEX", "CI_NODE_TOTAL", 1},
    {"CircleCI", "CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", 0},
    {"Buildkite", "BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", 0},
    {"Kubernetes", "JOB_COMPLETION_INDEX", k_own_total, 0},
    {"AWS Batch", "AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE", 0},
    {"Slurm", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", 0},
};

Error shard_error(std::string message) { return usage_error("bad_shard", std::move(message)); }

std::optional<std::size_t> parse_number(std::string_view text) {
  std::size_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, number);
  return failure == std::errc() && stopped == end ? std::optional(number) : std::nullopt;
}

Result<std::optional<std::size_t>> read_number(std::string_view name, const Environment& environment) {
  const std::optional<std::string> text = environment.get(name);
  if (!text) {
    return std::optional<std::size_t>();
  }
  const std::optional<std::size_t> number = parse_number(*text);
  if (!number) {
    return tl::make_unexpected(
        shard_error(fmt::format("--shard auto: {} is \"{}\" and no number; give --shard i/n instead", name, *text)));
  }
  return number;
}

// A Slurm array counts from any number, in steps: --array=3-11:2.
Result<std::size_t> slurm_position(std::size_t id, std::size_t total, const Environment& environment) {
  ITK_TRY_ASSIGN(const auto min, read_number("SLURM_ARRAY_TASK_MIN", environment));
  ITK_TRY_ASSIGN(const auto step, read_number("SLURM_ARRAY_TASK_STEP", environment));
  const std::size_t first = min.value_or(0);
  const std::size_t width = std::max<std::size_t>(step.value_or(1), 1);
  if (id < first || (id - first) % width != 0 || (id - first) / width >= total) {
    return tl::make_unexpected(shard_error(
        fmt::format("--shard auto: SLURM_ARRAY_TASK_ID is {}, which is no task of {} from SLURM_ARRAY_TASK_MIN={} in "
                    "steps of {}; use an array without gaps, or give --shard i/n",
                    id, total, first, width)));
  }
  return (id - first) / width;
}

// What the platform says; nothing where it is not the one that we run on.
Result<std::optional<Shard>> shard_of(const Platform& platform, const Environment& environment) {
  ITK_TRY_ASSIGN(const std::optional<std::size_t> index, read_number(platform.index, environment));
  ITK_TRY_ASSIGN(std::optional<std::size_t> total, read_number(platform.total, environment));
  if (!index && (platform.total == k_own_total || !total)) {
    return std::optional<Shard>();
  }
  if (!index) {
    if (*total == 1) {
      return std::optional<Shard>(Shard{1, 1});  // GitLab says so in jobs that are not parallel
    }
    return tl::make_unexpected(
        shard_error(fmt::format("--shard auto: {} sets {} and not {}; set it, or give --shard i/n", platform.name,
                                platform.total, platform.index)));
  }
  if (!total) {
    ITK_TRY_ASSIGN(total, read_number(k_own_total, environment));
  }
  if (!total) {
    return tl::make_unexpected(shard_error(
        fmt::format("--shard auto: {} says which machine this is ({}={}) and not of how many; set {} to their number",
                    platform.name, platform.index, *index, k_own_total)));
  }
  std::size_t position = *index - std::min(*index, platform.first);
  if (platform.name == "Slurm") {
    ITK_TRY_ASSIGN(position, slurm_position(*index, *total, environment));
  }
  if (*index < platform.first || position >= *total || *total > k_most_shards) {
    return tl::make_unexpected(shard_error(
        fmt::format("--shard auto: {}={} of {} machines makes no sense: {} counts from {}; give --shard i/n",
                    platform.index, *index, *total, platform.name, platform.first)));
  }
  return std::optional<Shard>(Shard{position + 1, *total});
}

Result<Shard> shard_of_environment(const Environment& environment) {
  std::optional<Shard> found;
  std::string_view found_on;
  for (const Platform& platform : k_platforms) {
    ITK_TRY_ASSIGN(const std::optional<Shard> shard, shard_of(platform, environment));
    if (!shard) {
      continue;
    }
    if (found && *found != *shard) {
      return tl::make_unexpected(
          shard_error(fmt::format("--shard auto: the variables of {} say {} and those of {} say {}; give --shard i/n",
                                  found_on, found->text(), platform.name, shard->text())));
    }
    found = shard;
    found_on = platform.name;
  }
  if (!found) {
    return tl::make_unexpected(
        shard_error("--shard auto: no variables of GitLab, CircleCI, Buildkite, Kubernetes, AWS Batch or Slurm are "
                    "set; give --shard "
                    "i/n (in a GitHub matrix: ${{ strategy.job-index }} counts from 0, ${{ strategy.job-total }})"));
  }
  return *found;
}

}  // namespace

Result<Shard> read_shard(std::string_view text, const Environment& environment) {
  if (text == "auto") {
    return shard_of_environment(environment);
  }
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::optional<std::size_t> index = parse_number(text.substr(0, slash));
  const std::optional<std::size_t> total = slash == text.size() ? std::nullopt : parse_number(text.substr(slash + 1));
  if (!index || !total || *index < 1 || *index > *total || *total > k_most_shards) {
    return tl::make_unexpected(
        shard_error(fmt::format("--shard {}: write it like 2/5, from 1/5 to 5/5, or auto", text)));
  }
  return Shard{*index, *total};
}

std::vector<bool> in_shard(const std::vector<std::string>& ids, const Shard& shard) {
  std::vector<std::string> hashes;
  for (const std::string& id : ids) {
    hashes.push_back(sha256_hex(id) + id);
  }
  std::vector<std::size_t> ranked(ids.size());
  std::iota(ranked.begin(), ranked.end(), std::size_t{0});
  std::sort(ranked.begin(), ranked.end(), [&](std::size_t a, std::size_t b) { return hashes[a] < hashes[b]; });
  std::vector<bool> belongs(ids.size());
  for (std::size_t rank = shard.index - 1; rank < ranked.size(); rank += shard.total) {
    belongs[ranked[rank]] = true;
  }
  return belongs;
}

}  // namespace itk::invoke

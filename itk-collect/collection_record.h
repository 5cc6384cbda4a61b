// What is said of a case when it is closed: awaited, arrived, missing, and what it cost.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/model/evidence.h"
#include "itk-collect/open_case.h"
#include "itk-collect/side_sources.h"
#include "itk-collect/tails.h"

namespace itk::collect {

// Whether this log group kept from the case what it may have: it was given up, or gave nothing but errors
// since the case fell quiet.
bool is_lost(const LogTail& tail, const OpenCase& open_case);
// The same of a side source.
bool is_lost(const SideSources& sides, const std::string& name, const OpenCase& open_case);

// All that was read from.
struct Readers {
  const Tails& tails;
  const SideSources& sides;
};

// Percentiles of ingestion lags in milliseconds; nothing of nothing.
std::optional<model::Lag> lag_of(std::vector<double> lags);
void put_cost(const Cost& cost, model::Collection& collection);

// `reason`: why it is incomplete as far as the case knows; log groups that could not be read are added. The
// cost is that of the tails while the case was open, which it may have shared.
model::Collection make_collection(OpenCase& open_case, Evidence& evidence, const Readers& readers, std::string reason,
                                  const std::vector<model::Event>& events, Timestamp now);

}  // namespace itk::collect

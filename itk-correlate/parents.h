// Who called whom. Every edge carries its evidence and a confidence from 0 to 1, strongest evidence first: what the
// source states, a shared id that only caller and callee have, a shared id and time, time alone. A guess is never
// passed off as a fact.
#pragma once

#include <vector>

#include "itk-correlate/span_builder.h"

namespace itk::correlate {

// Sets parent and evidence of each draft. Contradictory and cyclic edges are dropped, the stronger edge stays.
void link_parents(std::vector<Draft>& drafts);

}  // namespace itk::correlate

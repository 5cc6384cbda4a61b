// sequence.mmd: the trace as a Mermaid sequence diagram, which GitHub draws inside Markdown.
#pragma once

#include <string>

#include "itk-render/span_tree.h"

namespace itk::render {

// GitHub refuses diagrams over 50,000 characters: beyond that, the rest is counted in a note instead.
inline constexpr std::size_t k_mermaid_limit = 45'000;

std::string mermaid(const SpanTree& tree);

}  // namespace itk::render

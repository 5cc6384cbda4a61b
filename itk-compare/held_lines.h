// Lines that are passed on in an order that does not depend on how they arrived (--sorted): first the runs,
// then case by case and iteration by iteration what belongs to each, then the rest. A line that came twice
// leaves once.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/stage/stage.h"

namespace itk::compare {

class HeldLines {
 public:
  // Keeps a copy of the line.
  Status add(Stage& stage, const Incoming& incoming);
  // Passes all on; `rank` places each `inv`.
  Status write(Stage& stage, const std::map<std::string, std::size_t, std::less<>>& rank);

 private:
  struct Line {
    std::size_t place = 0;  // of its inv among the iterations; set when it is written
    int type = 0;           // within the iteration
    Timestamp time;
    std::string inv;
    std::string text;
  };

  std::vector<Line> lines_;
};

}  // namespace itk::compare

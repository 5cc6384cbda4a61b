// The stage: event and collection in, span and trace out.
//
// Holds the events of every invocation until its collection closes (about 1 KiB and the payload for each event), then
// builds its trace and lets it go. With --sorted the finished spans wait for the end of the input instead.
#pragma once

#include "common/stage/stage.h"

namespace itk::correlate {

struct Options {
  bool keep_events = false;
};

Status correlate(Stage& stage, const Options& options);

}  // namespace itk::correlate

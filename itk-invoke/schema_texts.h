// The schemas, as ci/cmake/embed.cmake puts them into the program.
#pragma once

#include <string_view>

namespace itk::invoke::schema {

extern const std::string_view of_case, of_fixture, of_targets;
extern const std::string_view of_answer, of_check, of_collection, of_commit, of_end, of_error, of_event, of_gap,
    of_invocation, of_plan, of_run, of_span, of_trace, of_verdict;

}  // namespace itk::invoke::schema

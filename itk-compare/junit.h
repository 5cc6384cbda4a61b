// The JUnit XML report, in the dialect of who reads it. Consumers differ in what they accept:
//
//   github   file and line on each testcase and properties on it: GitHub's reporters annotate with them
//   jenkins  valid against junit-10.xsd of Jenkins' xunit plugin, which knows neither
//
// A testcase per case: failed is <failure>, an error <error>, skipped <skipped>, a warning is a pass with a
// <flakyFailure>. classname (itk.<suite>) and name (the case id) are stable and unique together, because
// consumers drop the second of two testcases with the same name.
#pragma once

#include <string>

#include "common/base/result.h"
#include "common/redact/tripwire.h"
#include "itk-compare/report.h"

namespace itk::compare {

enum class JunitDialect { Github, Jenkins };

// The dialect of this name: "github" or "jenkins".
JunitDialect junit_dialect(std::string_view name);

std::string format_junit(const Report& report, JunitDialect dialect);

// Writes it whole or not at all; not at all, if the tripwire finds a secret in it.
Status write_junit(const Report& report, JunitDialect dialect, const std::string& path, redact::Tripwire& tripwire);

}  // namespace itk::compare

#include "itk-compare/junit.h"

#include <fmt/core.h>
#include <tinyxml2.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "common/base/atomic_file.h"
#include "itk-compare/verdict.h"
#include "itk-compare/xml_text.h"

namespace itk::compare {
namespace {

constexpr std::size_t k_message_bytes = 300;  // what reporters show in one line

// A run and its cases.
struct Suite {
  const model::Run* run = nullptr;  // null: the stream had no run record
  std::string run_id;
  std::string name = "itk";
  std::vector<const CaseReport*> cases;
};

std::vector<Suite> suites_of(const Report& report) {
  std::vector<Suite> suites;
  const auto suite_of = [&](const std::string& run_id) -> Suite& {
    const auto it = std::find_if(suites.begin(), suites.end(), [&](const Suite& s) { return s.run_id == run_id; });
    if (it != suites.end()) {
      return *it;
    }
    suites.emplace_back().run_id = run_id;
    return suites.back();
  };
  for (const model::Run& run : report.runs) {
    Suite& suite = suite_of(run.run);
    suite.run = &run;
    suite.name = run.suite.empty() ? "itk" : run.suite;
  }
  for (const CaseReport& of_case : report.cases) {
    suite_of(of_case.verdict.run).cases.push_back(&of_case);
  }
  if (suites.empty()) {
    suites.emplace_back();
  }
  return suites;
}

// Seconds with three decimals: more are not valid in junit-10.xsd.
std::string seconds(double ms) { return fmt::format("{:.3f}", std::isfinite(ms) && ms > 0 ? ms / 1000 : 0.0); }

double duration_of(const Suite& suite) {
  double sum = 0;
  for (const CaseReport* of_case : suite.cases) {
    sum += std::max(0.0, of_case->verdict.duration_ms.value_or(0));
  }
  return sum;
}

std::size_t count_of(const Suite& suite, CaseStatus status) {
  return static_cast<std::size_t>(std::count_if(suite.cases.begin(), suite.cases.end(), [&](const CaseReport* c) {
    return status_from(c->verdict.status) == status;
  }));
}

std::string place_of(const model::Verdict& verdict) {
  if (verdict.file.empty()) {
    return "";
  }
  return verdict.line ? fmt::format("{}:{}: ", verdict.file, *verdict.line) : verdict.file + ": ";
}

std::string place_of(const model::Check& check, const model::Verdict& verdict) {
  return check.at ? fmt::format("{}:{}:{}: ", check.at->file, check.at->line, check.at->column) : place_of(verdict);
}

// What happened, starting with `file:line:` so that problem matchers find it.
std::string details_of(const CaseReport& of_case) {
  const model::Verdict& verdict = of_case.verdict;
  std::string text;
  if (of_case.checks.empty() || verdict.status == "error") {
    text += place_of(verdict) + verdict.reason + "\n";
  }
  for (const model::Check& check : of_case.checks) {
    text += fmt::format("{}{}: expected {}, got {}", place_of(check, verdict), check.name, check.expected, check.actual);
    text += verdict.iterations > 1 ? fmt::format(" (iteration {})\n", check.iteration) : "\n";
    if (!check.spans.empty()) {
      text += "  first span: " + check.spans.front() + "\n";
    }
  }
  text += "case: " + verdict.case_id + (verdict.name.empty() ? "" : " (" + verdict.name + ")") + "\n";
  text += verdict.run.empty() ? "" : "run: " + verdict.run + "\n";
  return text;
}

std::vector<std::pair<std::string, std::string>> properties_of(const model::Verdict& verdict) {
  std::vector<std::pair<std::string, std::string>> properties = {
      {"status", verdict.status},
      {"iterations", std::to_string(verdict.iterations)},
      {"passed", std::to_string(verdict.passed)},
      {"spans", std::to_string(verdict.spans)},
      {"errors", std::to_string(verdict.errors)},
      {"retries", std::to_string(verdict.retries)},
  };
  if (verdict.tokens) {
    properties.emplace_back("tokens.input", std::to_string(verdict.tokens->input));
    properties.emplace_back("tokens.output", std::to_string(verdict.tokens->output));
  }
  if (verdict.cost_usd) {
    properties.emplace_back("cost_usd", fmt::format("{:.6g}", *verdict.cost_usd));
  }
  for (const std::string& inv : verdict.inv) {
    properties.emplace_back("inv", inv);
  }
  return properties;
}

std::vector<std::pair<std::string, std::string>> properties_of(const model::Run& run) {
  std::vector<std::pair<std::string, std::string>> properties = {{"run", run.run},       {"mode", run.mode},
                                                                 {"endpoint", run.endpoint}, {"endpoint_url", run.endpoint_url},
                                                                 {"env", run.env},       {"region", run.region},
                                                                 {"shard", run.shard},   {"itk.version", run.version}};
  std::erase_if(properties, [](const auto& property) { return property.second.empty(); });
  return properties;
}

std::string origin_of(const model::Run& run) {
  if (run.mode == "dev-fixtures") {
    return "This run read fixtures (mode dev-fixtures): it says nothing about a deployed system.\n";
  }
  if (run.endpoint == "custom") {
    return fmt::format("This run called a custom endpoint{}, not AWS.\n",
                       run.endpoint_url.empty() ? "" : " (" + run.endpoint_url + ")");
  }
  return "";
}

class JunitWriter {
 public:
  explicit JunitWriter(JunitDialect dialect) : dialect_(dialect) {}

  std::string write(const Report& report);

 private:
  void write_suite(const Suite& suite, const std::string& trouble);
  void write_case(const CaseReport& of_case, const std::string& classname);
  void write_result(const CaseReport& of_case);
  void write_stream_trouble(const std::string& trouble, const std::string& classname);
  void write_properties(const std::vector<std::pair<std::string, std::string>>& properties);
  void open_result(const char* element, const std::string& message, const std::string& type);
  void push_details(const std::string& text);
  std::string unique_name(const std::string& classname, const model::Verdict& verdict);
  void attribute(const char* name, std::string_view value) { xml_.PushAttribute(name, xml_text(value).c_str()); }
  void attribute(const char* name, std::size_t value) { attribute(name, std::to_string(value)); }

  JunitDialect dialect_;
  tinyxml2::XMLPrinter xml_;
  std::set<std::pair<std::string, std::string>> names_;
};

std::string JunitWriter::write(const Report& report) {
  const std::vector<Suite> suites = suites_of(report);
  const bool has_stream_case = report.cases.empty() && !report.trouble.empty();
  std::size_t tests = has_stream_case ? 1 : 0, failures = 0, errors = tests;
  double ms = 0;
  for (const Suite& suite : suites) {
    tests += suite.cases.size();
    failures += count_of(suite, CaseStatus::Failed);
    errors += count_of(suite, CaseStatus::Error);
    ms += duration_of(suite);
  }
  xml_.PushHeader(false, true);
  xml_.OpenElement("testsuites");
  attribute("name", "itk");
  attribute("tests", tests);
  attribute("failures", failures);
  attribute("errors", errors);
  attribute("time", seconds(ms));
  for (const Suite& suite : suites) {
    write_suite(suite, has_stream_case && &suite == &suites.front() ? report.trouble : "");
  }
  xml_.CloseElement();
  return xml_.CStr();
}

void JunitWriter::write_suite(const Suite& suite, const std::string& trouble) {
  const std::size_t extra = trouble.empty() ? 0 : 1;
  const std::string classname = "itk." + suite.name;
  xml_.OpenElement("testsuite");
  attribute("name", suite.name);
  attribute("tests", suite.cases.size() + extra);
  attribute("failures", count_of(suite, CaseStatus::Failed));
  attribute("errors", count_of(suite, CaseStatus::Error) + extra);
  attribute("skipped", count_of(suite, CaseStatus::Skipped));
  attribute("time", seconds(duration_of(suite)));
  if (suite.run != nullptr) {
    attribute("timestamp", format_rfc3339(suite.run->start).substr(0, 19));  // no zone, no fraction: as Ant has it
    write_properties(properties_of(*suite.run));
  }
  for (const CaseReport* of_case : suite.cases) {
    write_case(*of_case, classname);
  }
  if (!trouble.empty()) {
    write_stream_trouble(trouble, classname);
  }
  if (suite.run != nullptr && !origin_of(*suite.run).empty()) {
    xml_.OpenElement("system-out");
    push_details(origin_of(*suite.run));
    xml_.CloseElement();
  }
  xml_.CloseElement();
}

void JunitWriter::write_case(const CaseReport& of_case, const std::string& classname) {
  const model::Verdict& verdict = of_case.verdict;
  xml_.OpenElement("testcase");
  attribute("name", unique_name(classname, verdict));
  attribute("classname", classname);
  attribute("time", seconds(verdict.duration_ms.value_or(0)));
  if (dialect_ == JunitDialect::Github) {
    if (!verdict.file.empty()) {
      attribute("file", verdict.file);
      attribute("line", std::to_string(verdict.line.value_or(1)));
    }
    write_properties(properties_of(verdict));
  }
  write_result(of_case);
  if (dialect_ == JunitDialect::Jenkins) {  // no properties on cases there
    std::string text;
    for (const auto& [name, value] : properties_of(verdict)) {
      text += fmt::format("{}: {}\n", name, value);
    }
    xml_.OpenElement("system-out");
    push_details(text);
    xml_.CloseElement();
  }
  xml_.CloseElement();
}

void JunitWriter::write_result(const CaseReport& of_case) {
  const model::Verdict& verdict = of_case.verdict;
  const std::string type = "itk." + (of_case.checks.empty() ? verdict.status : of_case.checks.front().name);
  switch (status_from(verdict.status)) {
    case CaseStatus::Passed:
      return;
    case CaseStatus::Skipped:
      xml_.OpenElement("skipped");
      attribute("message", xml_line(verdict.reason, k_message_bytes));
      break;
    case CaseStatus::Warning:
      open_result("flakyFailure", verdict.reason, type);
      xml_.OpenElement("stackTrace");
      push_details(details_of(of_case));
      xml_.CloseElement();
      break;
    case CaseStatus::Failed:
      open_result("failure", verdict.reason, type);
      push_details(details_of(of_case));
      break;
    case CaseStatus::Error:
      open_result("error", verdict.reason, "itk.error");
      push_details(details_of(of_case));
      break;
  }
  xml_.CloseElement();
}

// A stream without a single case that can be blamed must not look like a run without failures.
void JunitWriter::write_stream_trouble(const std::string& trouble, const std::string& classname) {
  xml_.OpenElement("testcase");
  attribute("name", "(stream)");
  attribute("classname", classname);
  attribute("time", seconds(0));
  open_result("error", trouble, "itk.stream");
  push_details(trouble + "\n");
  xml_.CloseElement();
  xml_.CloseElement();
}

void JunitWriter::write_properties(const std::vector<std::pair<std::string, std::string>>& properties) {
  xml_.OpenElement("properties");
  for (const auto& [name, value] : properties) {
    xml_.OpenElement("property");
    attribute("name", name);
    attribute("value", value);
    xml_.CloseElement();
  }
  xml_.CloseElement();
}

void JunitWriter::open_result(const char* element, const std::string& message, const std::string& type) {
  xml_.OpenElement(element);
  attribute("message", xml_line(message, k_message_bytes));
  attribute("type", type);
}

void JunitWriter::push_details(const std::string& text) {
  for (const std::string& part : cdata_parts(xml_text(text))) {
    xml_.PushText(part.c_str(), true);
  }
}

std::string JunitWriter::unique_name(const std::string& classname, const model::Verdict& verdict) {
  std::string name = verdict.case_id;
  if (!names_.emplace(classname, name).second) {
    name += " [run " + verdict.run + "]";
    for (int i = 2; !names_.emplace(classname, name).second; ++i) {
      name = fmt::format("{} [run {}] #{}", verdict.case_id, verdict.run, i);
    }
  }
  return name;
}

}  // namespace

JunitDialect junit_dialect(std::string_view name) {
  return name == "jenkins" ? JunitDialect::Jenkins : JunitDialect::Github;
}

std::string format_junit(const Report& report, JunitDialect dialect) { return JunitWriter(dialect).write(report); }

Status write_junit(const Report& report, JunitDialect dialect, const std::string& path) {
  return write_file(path, format_junit(report, dialect));
}

}  // namespace itk::compare

#include "itk-compare/junit.h"

#include <fmt/core.h>
#include <tinyxml2.h>

#include <set>

#include "common/base/atomic_file.h"
#include "itk-compare/junit_text.h"
#include "itk-compare/xml_text.h"

namespace itk::compare {
namespace {

constexpr std::size_t k_message_bytes = 300;  // what reporters show in one line

class JunitWriter {
 public:
  explicit JunitWriter(JunitDialect dialect) : dialect_(dialect) {}

  std::string write(const Report& report);

 private:
  void write_suite(const Suite& suite, const std::string& trouble);
  void write_case(const CaseReport& of_case, const std::string& classname);
  void write_result(const CaseReport& of_case);
  void write_stream_trouble(const std::string& trouble, const std::string& classname);
  void write_properties(const Properties& properties);
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
    failures += suite.count(CaseStatus::Failed);
    errors += suite.count(CaseStatus::Error);
    ms += suite.duration_ms();
  }
  xml_.PushDeclaration("xml version=\"1.0\" encoding=\"UTF-8\"");
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
  attribute("failures", suite.count(CaseStatus::Failed));
  attribute("errors", suite.count(CaseStatus::Error) + extra);
  attribute("skipped", suite.count(CaseStatus::Skipped));
  attribute("time", seconds(suite.duration_ms()));
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
  const std::string origin = suite.run == nullptr ? "" : describe_origin(*suite.run);
  if (!origin.empty()) {
    xml_.OpenElement("system-out");
    push_details(origin + "\n");
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

void JunitWriter::write_properties(const Properties& properties) {
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

Status write_junit(const Report& report, JunitDialect dialect, const std::string& path, redact::Tripwire& tripwire) {
  const std::string text = format_junit(report, dialect);
  ITK_TRY(tripwire.check(path.substr(path.rfind('/') + 1), text));
  return write_file(path, text);
}

}  // namespace itk::compare

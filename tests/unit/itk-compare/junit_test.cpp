#include "itk-compare/junit.h"

#include <gmock/gmock.h>
#include <stdlib.h>
#include <tinyxml2.h>

#include "common/base/atomic_file.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_dir.h"

namespace itk::compare {
namespace {

using testing::HasSubstr;
using testing::Not;
using tinyxml2::XMLElement;

CaseReport of(const std::string& id, const std::string& status, const std::string& reason = "") {
  CaseReport report;
  model::Verdict& verdict = report.verdict;
  verdict.run = "R1";
  verdict.case_id = id;
  verdict.status = status;
  verdict.reason = reason;
  verdict.file = "cases/" + id + ".yaml";
  verdict.line = 1;
  verdict.iterations = 1;
  verdict.duration_ms = 2469.4;
  verdict.inv = {"I-" + id};
  verdict.tokens = model::Tokens{812, 96};
  verdict.cost_usd = 0.0123;
  return report;
}

CaseReport failing(const std::string& id, const std::string& actual = "4 retries of agent:g Invoke") {
  CaseReport report = of(id, "failed", "max_retry_count: expected at most 3 retries, got " + actual);
  model::Check check;
  check.name = "max_retry_count";
  check.outcome = "failed";
  check.expected = "at most 3 retries";
  check.actual = actual;
  check.spans = {"9d2c"};
  check.at = model::Position{"cases/" + id + ".yaml", 14, 7};
  report.checks.push_back(check);
  return report;
}

model::Run run(const std::string& id = "R1", const std::string& suite = "demo") {
  model::Run record;
  record.run = id;
  record.suite = suite;
  record.mode = "live";
  record.endpoint = "custom";
  record.endpoint_url = "http://127.0.0.1:4566";
  record.region = "us-east-1";
  record.version = "0.1.0";
  record.start = parse_rfc3339("2026-11-20T08:00:00.123Z").value();
  return record;
}

// One case of each status.
Report all_statuses() {
  Report report;
  report.runs = {run()};
  report.cases = {of("happy", "passed"), of("retried", "warning", "1 retry"), failing("broken"),
                  of("lost", "error", "evidence incomplete: no REPORT"), of("later", "skipped", "no fixture")};
  return report;
}

// What only an attacker, or a model, would write.
Report hostile() {
  Report report;
  report.runs = {run("R1", "a<b>&\"'\x01 suite")};
  report.cases = {failing("]]></failure><script>\n\t\x1b[2J\xFF\xED\xA0\x80",
                          "]]>]]><!-- \x01\xEF\xBF\xBE " + std::string(1 << 20, 'x')),
                  of("same", "passed"), of("same", "passed"), of("same", "passed"), of("", "error", "]]>")};
  report.cases[1].verdict.duration_ms = -5;
  report.cases[2].verdict.duration_ms = 1e300 * 1e300;
  report.cases[3].verdict.file = "";
  return report;
}

class Parsed {
 public:
  explicit Parsed(const std::string& xml) {
    EXPECT_EQ(document_.Parse(xml.c_str(), xml.size()), tinyxml2::XML_SUCCESS);
  }
  const XMLElement& suites() { return *document_.RootElement(); }
  const XMLElement& suite() { return *suites().FirstChildElement("testsuite"); }
  const XMLElement& testcase(const std::string& name) {
    for (const XMLElement* e = suite().FirstChildElement("testcase"); e != nullptr;
         e = e->NextSiblingElement("testcase")) {
      if (name == e->Attribute("name")) {
        return *e;
      }
    }
    ADD_FAILURE() << "no testcase " << name;
    return suite();
  }

 private:
  tinyxml2::XMLDocument document_;
};

std::string property(const XMLElement& owner, const std::string& name) {
  const XMLElement* list = owner.FirstChildElement("properties");
  for (const XMLElement* e = list == nullptr ? nullptr : list->FirstChildElement(); e != nullptr;
       e = e->NextSiblingElement()) {
    if (name == e->Attribute("name")) {
      return e->Attribute("value");
    }
  }
  return "";
}

TEST(Junit, CountsByStatus) {
  Parsed xml(format_junit(all_statuses(), JunitDialect::Github));
  for (const XMLElement* element : {&xml.suites(), &xml.suite()}) {
    EXPECT_STREQ(element->Attribute("tests"), "5");
    EXPECT_STREQ(element->Attribute("failures"), "1");
    EXPECT_STREQ(element->Attribute("errors"), "1");
    EXPECT_STREQ(element->Attribute("time"), "12.347");
  }
  EXPECT_STREQ(xml.suite().Attribute("skipped"), "1");
  EXPECT_STREQ(xml.suite().Attribute("name"), "demo");
  EXPECT_STREQ(xml.suite().Attribute("timestamp"), "2026-11-20T08:00:00");
}

TEST(Junit, GithubHasFileLineAndProperties) {
  Parsed xml(format_junit(all_statuses(), JunitDialect::Github));
  const XMLElement& happy = xml.testcase("happy");
  EXPECT_STREQ(happy.Attribute("classname"), "itk.demo");
  EXPECT_STREQ(happy.Attribute("time"), "2.469");
  EXPECT_STREQ(happy.Attribute("file"), "cases/happy.yaml");
  EXPECT_STREQ(happy.Attribute("line"), "1");
  EXPECT_EQ(property(happy, "tokens.input"), "812");
  EXPECT_EQ(property(happy, "cost_usd"), "0.0123");
  EXPECT_EQ(happy.FirstChildElement("failure"), nullptr);
}

TEST(Junit, EachStatusHasItsElement) {
  Parsed xml(format_junit(all_statuses(), JunitDialect::Github));
  const XMLElement* failure = xml.testcase("broken").FirstChildElement("failure");
  ASSERT_NE(failure, nullptr);
  EXPECT_STREQ(failure->Attribute("type"), "itk.max_retry_count");
  EXPECT_STREQ(failure->Attribute("message"),
               "max_retry_count: expected at most 3 retries, got 4 retries of agent:g Invoke");
  EXPECT_THAT(failure->GetText(), testing::StartsWith("cases/broken.yaml:14:7: max_retry_count: expected"));
  const XMLElement* error = xml.testcase("lost").FirstChildElement("error");
  ASSERT_NE(error, nullptr);
  EXPECT_THAT(error->GetText(), testing::StartsWith("cases/lost.yaml:1: evidence incomplete"));
  EXPECT_STREQ(xml.testcase("later").FirstChildElement("skipped")->Attribute("message"), "no fixture");
  const XMLElement* flaky = xml.testcase("retried").FirstChildElement("flakyFailure");
  ASSERT_NE(flaky, nullptr);
  EXPECT_STREQ(flaky->Attribute("message"), "1 retry");
  EXPECT_STREQ(flaky->Attribute("type"), "itk.warning");
}

TEST(Junit, JenkinsHasNeitherFilesNorPropertiesOnCases) {
  const std::string text = format_junit(all_statuses(), JunitDialect::Jenkins);
  EXPECT_THAT(text, Not(HasSubstr("file=")));
  EXPECT_THAT(text, Not(HasSubstr(" line=")));
  Parsed xml(text);
  EXPECT_EQ(xml.testcase("happy").FirstChildElement("properties"), nullptr);
  EXPECT_THAT(xml.testcase("happy").FirstChildElement("system-out")->GetText(), HasSubstr("tokens.input: 812"));
}

TEST(Junit, SaysWhatTheRunRanAgainst) {
  for (const JunitDialect dialect : {JunitDialect::Github, JunitDialect::Jenkins}) {
    Report report = all_statuses();
    Parsed custom(format_junit(report, dialect));
    EXPECT_EQ(property(custom.suite(), "endpoint"), "custom");
    EXPECT_EQ(property(custom.suite(), "run"), "R1");
    EXPECT_THAT(custom.suite().FirstChildElement("system-out")->GetText(), HasSubstr("custom endpoint"));
    report.runs[0].mode = "dev-fixtures";
    Parsed fixtures(format_junit(report, dialect));
    EXPECT_EQ(property(fixtures.suite(), "mode"), "dev-fixtures");
    EXPECT_THAT(fixtures.suite().FirstChildElement("system-out")->GetText(), HasSubstr("read fixtures"));
    report.runs[0].mode = "live";
    report.runs[0].endpoint = "aws";
    EXPECT_EQ(Parsed(format_junit(report, dialect)).suite().FirstChildElement("system-out"), nullptr);
  }
}

TEST(Junit, HostileTextIsText) {
  for (const JunitDialect dialect : {JunitDialect::Github, JunitDialect::Jenkins}) {
    Parsed xml(format_junit(hostile(), dialect));
    const XMLElement* first = xml.suite().FirstChildElement("testcase");
    EXPECT_EQ(std::string(first->Attribute("name")), "]]></failure><script>\n\t\uFFFD[2J\uFFFD\uFFFD\uFFFD\uFFFD");
    EXPECT_LE(std::string(first->FirstChildElement("failure")->Attribute("message")).size(), 300u);
    std::string details;
    for (const tinyxml2::XMLNode* n = first->FirstChildElement("failure")->FirstChild(); n != nullptr;
         n = n->NextSibling()) {
      details += n->Value();
    }
    EXPECT_THAT(details, HasSubstr("got ]]>]]><!-- \uFFFD\uFFFD xxxx"));
    EXPECT_GT(details.size(), std::size_t{1} << 20);
  }
}

TEST(Junit, NamesAreUniqueWithinTheirClass) {
  Parsed xml(format_junit(hostile(), JunitDialect::Github));
  xml.testcase("same");
  xml.testcase("same [run R1]");
  xml.testcase("same [run R1] #2");
}

TEST(Junit, DurationsAreNeverNegativeOrInfinite) {
  Parsed xml(format_junit(hostile(), JunitDialect::Github));
  EXPECT_STREQ(xml.testcase("same").Attribute("time"), "0.000");
  EXPECT_STREQ(xml.testcase("same [run R1]").Attribute("time"), "0.000");
}

TEST(Junit, RunsAreSuites) {
  Report report = all_statuses();
  report.runs.push_back(run("R2", "nightly"));
  report.cases.push_back(of("happy", "passed"));
  report.cases.back().verdict.run = "R2";
  Parsed xml(format_junit(report, JunitDialect::Github));
  const XMLElement* second = xml.suite().NextSiblingElement("testsuite");
  ASSERT_NE(second, nullptr);
  EXPECT_STREQ(second->Attribute("name"), "nightly");
  EXPECT_STREQ(second->FirstChildElement("testcase")->Attribute("classname"), "itk.nightly");
}

TEST(Junit, AStreamThatCouldNotBeReadIsAnErrorAndNotAnEmptySuccess) {
  Report report;
  report.trouble = "the stream was cut";
  Parsed xml(format_junit(report, JunitDialect::Jenkins));
  EXPECT_STREQ(xml.suites().Attribute("errors"), "1");
  EXPECT_STREQ(xml.testcase("(stream)").FirstChildElement("error")->Attribute("message"), "the stream was cut");
}

TEST(Junit, IsWrittenWholeOrNotAtAll) {
  itk::test::TempDir dir;
  redact::Tripwire tripwire = redact::Tripwire::make(Environment()).value();
  ASSERT_TRUE(write_junit(all_statuses(), JunitDialect::Github, dir / "junit.xml", tripwire));
  EXPECT_EQ(read_file(dir / "junit.xml").value(), format_junit(all_statuses(), JunitDialect::Github));
  const auto failed = write_junit(all_statuses(), JunitDialect::Github, dir / "no/such/junit.xml", tripwire);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().exit, ExitCode::Usage);
}

TEST(Junit, IsNotWrittenWithASecretInIt) {
  itk::test::TempDir dir;
  redact::Tripwire tripwire = redact::Tripwire::make(Environment()).value();
  Report report;
  report.trouble = "it could not be read by jane@example.com";
  const Status written = write_junit(report, JunitDialect::Github, dir / "junit.xml", tripwire);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().exit, ExitCode::Contract);
  EXPECT_NE(written.error().message.find("junit.xml:"), std::string::npos);
  EXPECT_NE(written.error().message.find("\"email\""), std::string::npos);
  EXPECT_EQ(written.error().message.find("jane"), std::string::npos);
  EXPECT_FALSE(read_file(dir / "junit.xml"));
}

// --- As others read it ---

bool has_xmllint() { return system("xmllint --version >/dev/null 2>&1") == 0; }

void expect_valid(const std::string& xsd, const std::string& xml) {
  itk::test::TempDir dir;
  ASSERT_TRUE(write_file(dir / "junit.xml", xml));
  const std::string command = "xmllint --noout " + (xsd.empty() ? "" : "--schema '" + xsd + "' ") + "'" +
                              (dir / "junit.xml") + "' >'" + (dir / "log") + "' 2>&1";
  EXPECT_EQ(system(command.c_str()), 0) << read_file(dir / "log").value().substr(0, 2000);
}

TEST(Junit, TheJenkinsDialectIsValidByItsSchema) {
  ITK_NEED_SHARED_DATA("schemas/junit-10.xsd");
  if (!has_xmllint()) {
    GTEST_SKIP() << "needs xmllint (libxml2-utils)";
  }
  expect_valid(data, format_junit(all_statuses(), JunitDialect::Jenkins));
  expect_valid(data, format_junit(hostile(), JunitDialect::Jenkins));
  expect_valid(data, format_junit({}, JunitDialect::Jenkins));
  Report cut;
  cut.trouble = "cut";
  expect_valid(data, format_junit(cut, JunitDialect::Jenkins));
}

TEST(Junit, BothDialectsAreWellFormedForXmllint) {
  if (!has_xmllint()) {
    GTEST_SKIP() << "needs xmllint (libxml2-utils)";
  }
  for (const JunitDialect dialect : {JunitDialect::Github, JunitDialect::Jenkins}) {
    expect_valid("", format_junit(all_statuses(), dialect));
    expect_valid("", format_junit(hostile(), dialect));
  }
}

}  // namespace
}  // namespace itk::compare

#include "itk-invoke/doctor_check.h"

#include <gtest/gtest.h>

namespace itk::invoke {
namespace {

const Checks k_checks = {{"region", Mark::Ok, "us-east-1"},
                         {"git", Mark::Warning, ".env is not ignored", "echo .env >> .gitignore"},
                         {"queue q", Mark::Bad, "a \"b\" <c>", "", ExitCode::Unreachable}};

TEST(DoctorCheck, EachIsOneLineWithWhatMendsIt) {
  EXPECT_EQ(to_text(k_checks), "✅ region: us-east-1\n"
                               "⚠️ git: .env is not ignored  → echo .env >> .gitignore\n"
                               "❌ queue q: a \"b\" <c>\n");
}

TEST(DoctorCheck, AsJson) {
  EXPECT_EQ(to_json(k_checks),
            R"({"checks":[{"name":"region","mark":"ok","text":"us-east-1"},)"
            R"({"name":"git","mark":"warning","text":".env is not ignored","mend":"echo .env >> .gitignore"},)"
            R"({"name":"queue q","mark":"bad","text":"a \"b\" <c>"}],"exit":4})"
            "\n");
}

TEST(DoctorCheck, AsAChecklistThatNoNameCanBreak) {
  EXPECT_EQ(to_markdown(k_checks),
            "# ITK: preconditions\n\n- [x] ✅ **region**: us-east-1\n- [ ] ⚠️ **git**: .env is not ignored\n"
            "  - echo .env \\>\\> .gitignore\n- [ ] ❌ **queue q**: a \"b\" \\<c\\>\n");
}

TEST(DoctorCheck, OnlyWhatIsBadMakesAnExitCode) {
  EXPECT_EQ(exit_code_of({}), ExitCode::Ok);
  EXPECT_EQ(exit_code_of({k_checks[0], k_checks[1]}), ExitCode::Ok);
  EXPECT_EQ(exit_code_of({k_checks[2], {"x", Mark::Bad, "y", "", ExitCode::Refused}}), ExitCode::Refused);
}

}  // namespace
}  // namespace itk::invoke

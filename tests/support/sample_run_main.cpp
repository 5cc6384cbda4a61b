// Writes one of the sample streams to stdout: sample-run [hostile | large N].
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tests/support/sample_run.h"

int main(int argc, char** argv) {
  const std::string_view which = argc > 1 ? argv[1] : "";
  const std::string text = which == "hostile" ? itk::test::hostile_run()
                           : which == "large"
                               ? itk::test::large_run(argc > 2 ? static_cast<std::size_t>(std::atoi(argv[2])) : 1000)
                               : itk::test::sample_run();
  std::fwrite(text.data(), 1, text.size(), stdout);
  return 0;
}

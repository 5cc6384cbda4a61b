// Replays a corpus through a fuzz target: every file of the folders that are named, as it is and cut off anywhere.
#include <cstdint>
#include <cstdio>
#include <filesystem>

#include "common/base/atomic_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
  int files = 0;
  for (int i = 1; i < argc; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
      const itk::Result<std::string> content = itk::read_file(entry.path().string());
      if (!content) {
        std::fprintf(stderr, "%s\n", content.error().message.c_str());
        return 1;
      }
      for (std::size_t size = 0; size <= content->size(); ++size) {
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(content->data()), size);
      }
      ++files;
    }
  }
  std::printf("%d files\n", files);
  return files > 0 ? 0 : 1;
}

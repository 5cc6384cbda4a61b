// A stream of records in a file, as it is or compressed by gzip.
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "common/base/line_reader.h"

namespace itk::invoke {

class SavedStream {
 public:
  // What is compressed is unpacked into a temporary file without a name.
  static Result<SavedStream> open(const std::string& path);

  LineReader& reader() { return *reader_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::unique_ptr<std::FILE, Close> unpacked_;
  std::unique_ptr<LineReader> reader_;
};

}  // namespace itk::invoke

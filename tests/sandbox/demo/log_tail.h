// The last 4 KB of what an invocation logged, which Lambda returns to callers that ask for it.
#pragma once

#include <string>
#include <string_view>

namespace itk::sandbox::demo {

class LogTail {
 public:
  void add(std::string_view message) {
    text_ += message;
    if (!message.ends_with('\n')) {
      text_ += '\n';
    }
    if (text_.size() > k_most) {
      text_.erase(0, text_.size() - k_most);
    }
  }
  const std::string& text() const { return text_; }

 private:
  static constexpr std::size_t k_most = 4096;
  std::string text_;
};

}  // namespace itk::sandbox::demo

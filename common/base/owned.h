// Ownership of C objects: Owned<CURL, curl_easy_cleanup> handle{curl_easy_init()};
#pragma once

#include <memory>

namespace itk {

template <auto free_function>
struct FreeWith {
  template <class T>
  void operator()(T* object) const {
    free_function(object);
  }
};

template <class T, auto free_function>
using Owned = std::unique_ptr<T, FreeWith<free_function>>;

}  // namespace itk

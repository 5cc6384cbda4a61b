// MD5 with everything that OpenSSL looks up done once: EVP_Digest() fetches the algorithm anew for each digest, which
// costs more than the digest of a short message.
#pragma once

#include <openssl/evp.h>

#include <string>
#include <string_view>

#include "common/base/owned.h"

namespace itk::bench {

class Md5 {
 public:
  Md5();

  void update(std::string_view bytes);
  // Appends the digest in hex, and starts anew.
  void finish_hex(std::string& out);

 private:
  Owned<EVP_MD, EVP_MD_free> algorithm_;
  Owned<EVP_MD_CTX, EVP_MD_CTX_free> context_;
};

}  // namespace itk::bench

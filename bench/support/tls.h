// A certificate that only this process has ever seen, for https on 127.0.0.1.
#pragma once

#include <openssl/ssl.h>

#include <string>

#include "common/base/owned.h"
#include "common/base/result.h"

namespace itk::bench {

using TlsContext = Owned<SSL_CTX, SSL_CTX_free>;

// Makes a self-signed certificate, and writes it to `certificate_file` for the clients to trust.
Result<TlsContext> make_tls_context(const std::string& certificate_file);

}  // namespace itk::bench

#include "bench/support/tls.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>

namespace itk::bench {
namespace {

using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using Certificate = Owned<X509, X509_free>;
using File = Owned<std::FILE, std::fclose>;

constexpr long k_valid_seconds = 24 * 3600;

bool add_extension(X509* certificate, int id, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION, X509_EXTENSION_free> extension(X509V3_EXT_conf_nid(nullptr, &context, id, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// Python's ssl wants all of these of a root.
bool describe(X509* certificate) {
  return add_extension(certificate, NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost") &&
         add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE") &&
         add_extension(certificate, NID_key_usage, "critical,digitalSignature,keyCertSign") &&
         add_extension(certificate, NID_subject_key_identifier, "hash") &&
         add_extension(certificate, NID_authority_key_identifier, "keyid:always");
}

Certificate sign_own(EVP_PKEY* key) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), k_valid_seconds);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("sqs-sink"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_set_pubkey(certificate.get(), key);
  if (!describe(certificate.get()) || X509_sign(certificate.get(), key, EVP_sha256()) == 0) {
    return nullptr;
  }
  return certificate;
}

}  // namespace

Result<TlsContext> make_tls_context(const std::string& certificate_file) {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate = key ? sign_own(key.get()) : nullptr;
  TlsContext context(SSL_CTX_new(TLS_server_method()));
  if (!certificate || !context || SSL_CTX_use_certificate(context.get(), certificate.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1) {
    return tl::make_unexpected(internal_error("OpenSSL makes no certificate"));
  }
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  const File file(std::fopen(certificate_file.c_str(), "w"));
  if (!file || PEM_write_X509(file.get(), certificate.get()) != 1) {
    return tl::make_unexpected(internal_error(certificate_file + ": cannot write the certificate"));
  }
  return context;
}

}  // namespace itk::bench

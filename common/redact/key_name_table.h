// The names that are known, in normal form (see normal_name).
#pragma once

#include <string_view>
#include <utility>

#include "common/redact/key_names.h"

namespace itk::redact {

inline constexpr std::pair<std::string_view, KeyKind> k_names[] = {
    {"password", KeyKind::Secret},
    {"passwords", KeyKind::Secret},
    {"passwd", KeyKind::Secret},
    {"pwd", KeyKind::Pwd},
    {"passphrase", KeyKind::Secret},
    {"passwordhash", KeyKind::Secret},
    {"pass", KeyKind::Token},
    {"dbpass", KeyKind::Secret},
    {"userpass", KeyKind::Secret},
    {"smtppass", KeyKind::Secret},
    {"mysqlpwd", KeyKind::Secret},
    {"secret", KeyKind::Secret},
    {"clientsecret", KeyKind::Secret},
    {"secretkey", KeyKind::Secret},
    {"secretaccesskey", KeyKind::Secret},
    {"secretstring", KeyKind::Secret},
    {"secretbinary", KeyKind::Secret},
    {"secretvalue", KeyKind::Secret},
    {"apikey", KeyKind::Secret},
    {"apikeys", KeyKind::Secret},
    {"xapikey", KeyKind::Secret},
    {"apisecret", KeyKind::Secret},
    {"accesskey", KeyKind::Secret},
    {"privatekey", KeyKind::Secret},
    {"signingkey", KeyKind::Secret},
    {"encryptionkey", KeyKind::Secret},
    {"masterkey", KeyKind::Secret},
    {"sharedkey", KeyKind::Secret},
    {"accountkey", KeyKind::Secret},
    {"sharedaccesskey", KeyKind::Secret},
    {"subscriptionkey", KeyKind::Secret},
    {"authkey", KeyKind::Secret},
    {"sshkey", KeyKind::Secret},
    {"credential", KeyKind::Token},
    {"xamzsignature", KeyKind::Secret},
    {"pincode", KeyKind::Secret},
    {"cvv", KeyKind::Secret},
    {"cvc", KeyKind::Secret},
    {"cvv2", KeyKind::Secret},
    {"otp", KeyKind::Secret},
    {"mfacode", KeyKind::Secret},
    {"token", KeyKind::Token},
    {"accesstoken", KeyKind::Token},
    {"refreshtoken", KeyKind::Token},
    {"idtoken", KeyKind::Token},
    {"authtoken", KeyKind::Token},
    {"apitoken", KeyKind::Token},
    {"bearertoken", KeyKind::Token},
    {"sessiontoken", KeyKind::Token},
    {"securitytoken", KeyKind::Token},
    {"xamzsecuritytoken", KeyKind::Token},
    {"csrftoken", KeyKind::Token},
    {"xsrftoken", KeyKind::Token},
    {"authorization", KeyKind::Header},
    {"proxyauthorization", KeyKind::Header},
    {"cookie", KeyKind::Cookie},
    {"cookies", KeyKind::Cookie},
    {"setcookie", KeyKind::Cookie},
    {"phone", KeyKind::Phone},
    {"phonenumber", KeyKind::Phone},
    {"mobile", KeyKind::Phone},
    {"mobilenumber", KeyKind::Phone},
    {"telephone", KeyKind::Phone},
    {"cellphone", KeyKind::Phone},
    {"msisdn", KeyKind::Phone},
    {"fax", KeyKind::Phone},
    {"tel", KeyKind::Phone},
    {"ssn", KeyKind::Ssn},
    {"socialsecuritynumber", KeyKind::Ssn},
    {"cardnumber", KeyKind::Card},
    {"creditcard", KeyKind::Card},
    {"creditcardnumber", KeyKind::Card},
    {"ccnumber", KeyKind::Card},
};

// `nextToken` is a place in a list, `clientRequestToken` makes a call idempotent, `promptToken` is a piece of text.
inline constexpr std::string_view k_harmless_tokens[] = {
    "next",  "continuation", "pagination", "page",   "client",   "request",  "idempotency", "forward",   "backward",
    "start", "end",          "stop",       "first",  "last",     "max",      "min",         "total",     "prompt",
    "input", "output",       "completion", "cached", "cache",    "per",      "eos",         "bos",       "pad",
    "unk",   "sep",          "mask",       "sync",   "resume",   "special",  "scroll",      "fencing",   "image",
    "audio", "text",         "new",        "change", "starting", "ordering", "consistency", "reasoning", "postman"};

inline constexpr std::string_view k_opaque_names[] = {
    "id",          "ids",         "arn",       "hash",      "sha",      "sha1",      "sha256", "sha512",
    "md5",         "etag",        "digest",    "checksum",  "handle",   "cursor",    "marker", "version",
    "fingerprint", "thumbprint",  "signature", "commit",    "revision", "uuid",      "guid",   "nonce",
    "trace",       "traceparent", "traceid",   "requestid", "url",      "uri",       "path",   "name",
    "stream",      "body",        "data",      "blob",      "bytes",    "image",     "pem",    "certificate",
    "id2",         "file",        "filename",  "kid",       "module",   "integrity", "class"};

}  // namespace itk::redact

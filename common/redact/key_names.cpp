#include "common/redact/key_names.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/redact/chars.h"

namespace itk::redact {
namespace {

constexpr std::pair<std::string_view, KeyKind> k_names[] = {
    {"password", KeyKind::Secret},
    {"passwords", KeyKind::Secret},
    {"passwd", KeyKind::Secret},
    {"pwd", KeyKind::Secret},
    {"passphrase", KeyKind::Secret},
    {"passwordhash", KeyKind::Secret},
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
constexpr std::string_view k_harmless_tokens[] = {
    "next",  "continuation", "pagination", "page",   "client",   "request",  "idempotency", "forward",  "backward",
    "start", "end",          "stop",       "first",  "last",     "max",      "min",         "total",    "prompt",
    "input", "output",       "completion", "cached", "cache",    "per",      "eos",         "bos",      "pad",
    "unk",   "sep",          "mask",       "sync",   "resume",   "special",  "scroll",      "fencing",  "image",
    "audio", "text",         "new",        "change", "starting", "ordering", "consistency", "reasoning"};

constexpr std::string_view k_opaque_names[] = {
    "id",          "ids",         "arn",       "hash",      "sha",      "sha1",      "sha256", "sha512",
    "md5",         "etag",        "digest",    "checksum",  "handle",   "cursor",    "marker", "version",
    "fingerprint", "thumbprint",  "signature", "commit",    "revision", "uuid",      "guid",   "nonce",
    "trace",       "traceparent", "traceid",   "requestid", "url",      "uri",       "path",   "name",
    "stream",      "body",        "data",      "blob",      "bytes",    "image",     "pem",    "certificate",
    "id2",         "file",        "filename",  "kid",       "module",   "integrity", "class"};

// Begins of words: after -, _ or space, at aB, 1B and at the B of AABb.
bool begins_word(std::string_view name, std::size_t i) {
  const char last = name[i - 1];
  if (!is_alnum(last)) {
    return true;
  }
  return is_upper(name[i]) && (!is_upper(last) || is_lower(at_or_nul(name, i + 1)));
}

// A * stands for any characters, dots included.
bool matches_glob(std::string_view glob, std::string_view text) {
  std::size_t g = 0, t = 0, star = std::string_view::npos, retry = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      retry = t;
    } else if (g < glob.size() && glob[g] == text[t]) {
      ++g;
      ++t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', g) == std::string_view::npos;
}

std::string_view last_segment(std::string_view name) { return name.substr(name.rfind('.') + 1); }

}  // namespace

std::string normal_name(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c != '-' && c != '_' && c != ' ') {
      out += to_lower(c);
    }
  }
  return out;
}

KeyNames::KeyNames() {
  for (const auto& [name, kind] : k_names) {
    names_.emplace(name, kind);
    note_end(name);
  }
  note_end("value");  // its sibling may name it: {"name":"Authorization","value":"..."}
}

void KeyNames::note_end(std::string_view name) {
  const char last = name.back();
  const char last_but_one = name.size() > 1 ? name[name.size() - 2] : '*';
  for (unsigned slot = 0; slot < ends_.size(); ++slot) {
    const bool fits_last = last == '*' || (slot & 31) == (static_cast<unsigned char>(last) & 31u);
    // Any character may stand before a short name, and `-` or `_` inside one: "API_KEY", "x_y".
    const bool fits_both = last_but_one == '*' || last == '*' || name.size() < 3 ||
                           slot >> 5 == (static_cast<unsigned char>(last_but_one) & 31u);
    if (fits_last && fits_both) {
      ends_.set(slot);
    }
  }
}

void KeyNames::add(std::string_view name) {
  const std::string normal = normal_name(name);
  if (normal.empty()) {
    return;
  }
  note_end(last_segment(normal).empty() ? "*" : last_segment(normal));
  if (normal.find('.') != std::string::npos) {
    path_globs_.push_back(normal);
  } else if (normal.find('*') != std::string::npos) {
    globs_.push_back(normal);
  } else {
    names_.insert_or_assign(normal, KeyKind::Secret);
  }
}

void KeyNames::allow(std::string_view name) { allowed_.push_back(normal_name(name)); }

std::optional<KeyKind> KeyNames::kind_of(std::string_view path) const {
  const std::string_view name = last_segment(path);
  const std::string whole = normal_name(name);
  if (whole.empty() || std::find(allowed_.begin(), allowed_.end(), whole) != allowed_.end()) {
    return std::nullopt;
  }
  for (const std::string& glob : globs_) {
    if (matches_glob(glob, whole)) {
      return KeyKind::Secret;
    }
  }
  std::size_t previous = 0;  // begin of the word before
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (i > 0 && !begins_word(name, i)) {
      continue;
    }
    const auto known = names_.find(normal_name(name.substr(i)));
    if (known != names_.end()) {
      const std::string word_before = i > 0 ? normal_name(name.substr(previous, i - previous)) : "";
      const bool harmless = known->first == "token" &&
                            std::find(std::begin(k_harmless_tokens), std::end(k_harmless_tokens), word_before) !=
                                std::end(k_harmless_tokens);
      return harmless ? std::nullopt : std::optional(known->second);
    }
    previous = i;
  }
  return std::nullopt;
}

std::optional<KeyKind> KeyNames::kind_of_path(std::string_view path) const {
  const std::string normal = normal_name(path);
  for (const std::string& glob : path_globs_) {
    for (std::size_t from = 0; from < normal.size();) {
      if (matches_glob(glob, std::string_view(normal).substr(from))) {
        return KeyKind::Secret;
      }
      const std::size_t dot = normal.find('.', from);
      from = dot == std::string::npos ? normal.size() : dot + 1;
    }
  }
  return std::nullopt;
}

bool names_opaque_value(std::string_view path) {
  const std::string_view name = last_segment(path);
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (i > 0 && !begins_word(name, i)) {
      continue;
    }
    const std::string word = normal_name(name.substr(i));
    if (std::find(std::begin(k_opaque_names), std::end(k_opaque_names), word) != std::end(k_opaque_names)) {
      return true;
    }
  }
  const std::string whole = normal_name(name);
  for (const std::string_view harmless : k_harmless_tokens) {
    if (whole.ends_with("token") && whole.starts_with(harmless)) {
      return true;
    }
  }
  return whole.ends_with("hash") || whole.ends_with("id");
}

}  // namespace itk::redact

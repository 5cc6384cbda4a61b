// MD5 as SQS uses it: clients compare these sums with their own.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace itk::sandbox::sqs {

struct Attribute {
  std::string data_type;  // "String", "Number", "Binary", or one of these with ".label"
  std::string value;      // bytes
  bool binary = false;
};

// By name, which is also the order that the sum wants.
using Attributes = std::map<std::string, Attribute, std::less<>>;

std::string md5_hex(std::string_view bytes);

// Over name, type and value of each attribute, lengths as 32 bit big-endian; "" for none.
std::string md5_of_attributes(const Attributes& attributes);

}  // namespace itk::sandbox::sqs

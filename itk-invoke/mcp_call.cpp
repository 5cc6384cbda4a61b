#include "itk-invoke/mcp_call.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/aws/ascii.h"
#include "common/aws/uri.h"
#include "common/base/nearest.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
namespace {

class McpCallReader {
 public:
  McpCallReader(const Case& test_case, TargetReader& target) : case_(test_case), target_(target) {}

  std::optional<McpCall> read() {
    check_keys(case_.target, {"url", "headers", "auth", "service", "region", "allow_tool_error"}, "target");
    read_url();
    read_headers();
    read_auth();
    read_flag();
    read_payload();
    for (const YamlNode* node : {&case_.turns, &case_.respond}) {
      if (!node->is_null()) {
        wrong(node->at, "bad_payload", "a call of a tool has neither \"turns\" nor \"respond\"; write a case for each");
      }
    }
    call_.nonce_attribute = target_.settings().get("ITK_TRACE_ID_ATTR").value_or("ITK_TRACE_ID");
    return is_good_ ? std::optional(std::move(call_)) : std::nullopt;
  }

 private:
  void wrong(Place at, std::string code, std::string message) {
    target_.complain(at, std::move(code), std::move(message));
    is_good_ = false;
  }

  void check_keys(const YamlNode& map, const std::vector<std::string>& known, std::string_view where) {
    for (const YamlEntry& entry : map.entries) {
      if (std::find(known.begin(), known.end(), entry.key) == known.end()) {
        wrong(entry.at, "bad_" + std::string(where),
              fmt::format("mcp reads no \"{}\" in its {}{}", entry.key, where, did_you_mean(entry.key, known)));
      }
    }
  }

  void read_url() {
    const TargetReader::Named named = target_.named({"url"}, {"ITK_MCP_URL"});
    if (named.text.empty()) {
      wrong(named.at, "no_server",
            "no MCP server to call; set entrypoint.target.url, or ITK_MCP_URL in the environment, targets.json or "
            ".env");
      return;
    }
    call_.target = named.text;
    call_.url = LateText::plain(named.text);
    if (!call_.url.is_constant()) {
      return;
    }
    if (named.is_unset_variable) {
      is_good_ = false;  // which is reported already
    } else if (const auto parts = aws::split_url(named.text); !parts) {
      wrong(named.at, "bad_url", fmt::format("{}{}", parts.error().message, named.origin));
    }
  }

  void read_headers() {
    static const std::vector<std::string> k_ours = {
        "accept", "content-type", "mcp-session-id", "mcp-protocol-version", "content-length", "host"};
    const YamlNode* headers = case_.target.find("headers");
    if (headers == nullptr || headers->is_null()) {
      return;
    }
    if (!headers->is_map()) {
      wrong(headers->at, "bad_target", "\"headers\" must be a mapping of names to texts");
      return;
    }
    for (const YamlEntry& entry : headers->entries) {
      if (!entry.value.is_scalar()) {
        wrong(entry.at, "bad_target", fmt::format("the header \"{}\" must be text", entry.key));
      } else if (std::find(k_ours.begin(), k_ours.end(), aws::lower_case(entry.key)) != k_ours.end()) {
        wrong(entry.at, "bad_target", fmt::format("the header \"{}\" is the protocol's own; remove it", entry.key));
      } else {
        call_.headers.emplace_back(entry.key, LateText::plain(entry.value.text));
      }
    }
  }

  void read_auth() {
    const YamlNode* auth = target_.given("auth");
    if (auth == nullptr) {
      for (const std::string_view key : {"service", "region"}) {
        if (const YamlNode* unused = target_.given(key)) {
          wrong(unused->at, "bad_target", fmt::format("\"{}\" is for `auth: sigv4`; add that, or remove it", key));
        }
      }
      return;
    }
    if (auth->text != "sigv4") {
      wrong(auth->at, "bad_auth",
            fmt::format("there is no auth \"{}\"; use sigv4, or a header like Authorization: Bearer ${{secret:NAME}}",
                        auth->text));
      return;
    }
    const std::string service = target_.text("service");
    call_.signer.emplace(service.empty() ? "bedrock-agentcore" : service, target_.text("region"));
  }

  void read_flag() {
    const YamlNode* flag = case_.target.find("allow_tool_error");
    if (flag == nullptr || flag->is_null()) {
      return;
    }
    if (!flag->is_scalar() || scalar_type(*flag) != ScalarType::Bool) {
      wrong(flag->at, "bad_target", "\"allow_tool_error\" must be true or false");
      return;
    }
    call_.allows_tool_error = flag->text[0] == 't' || flag->text[0] == 'T';
  }

  void read_payload() {
    const YamlNode& payload = case_.payload;
    const YamlNode* tool = payload.find("tool");
    if (tool == nullptr || !tool->is_scalar() || tool->text.empty()) {
      wrong(payload.is_null() ? case_.entrypoint_at
            : tool == nullptr ? payload.at
                              : tool->at,
            "missing_field", "\"entrypoint.payload.tool\" is missing; add the name of the tool to call");
      return;
    }
    check_keys(payload, {"tool", "arguments"}, "payload");
    std::vector<YamlProblem> said_before;  // when the case was read
    call_.tool = LateText::plain(tool->text);
    call_.shown = LateText::json(to_json(payload, said_before));
    const YamlNode* arguments = payload.find("arguments");
    if (arguments == nullptr || arguments->is_null()) {
      call_.arguments = LateText::json("{}");
    } else if (!arguments->is_map()) {
      wrong(arguments->at, "bad_payload", fmt::format("\"arguments\" must be a mapping, not {}", describe(*arguments)));
    } else {
      call_.arguments = LateText::json(to_json(*arguments, said_before));
    }
  }

  const Case& case_;
  TargetReader& target_;
  McpCall call_;
  bool is_good_ = true;
};

}  // namespace

std::vector<const LateText*> McpCall::texts() const {
  std::vector<const LateText*> all = {&url, &shown};
  for (const auto& [name, value] : headers) {
    all.push_back(&value);
  }
  return all;
}

std::optional<McpCall> read_mcp_call(const Case& test_case, TargetReader& target) {
  return McpCallReader(test_case, target).read();
}

}  // namespace itk::invoke

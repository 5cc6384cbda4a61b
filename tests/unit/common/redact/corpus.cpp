#include "tests/unit/common/redact/corpus.h"

#include <fmt/core.h>

#include "common/base/text.h"
#include "common/json/raw_json.h"

namespace itk::test {
namespace {

std::string nested(const std::string& value, int depth) {
  std::string json = R"({"customer":)" + json::quote(value) + "}";
  for (int i = 0; i < depth; ++i) {
    json = R"({"level":"INFO","body":)" + json::quote(json) + "}";
  }
  return json;
}

std::string nested_key(const std::string& value, int depth) {
  std::string json = R"({"user":"u1","clientSecret":)" + json::quote(value) + R"(,"n":1})";
  for (int i = 0; i < depth; ++i) {
    json = R"({"detail":)" + json::quote(json) + R"(,"ok":true})";
  }
  return json;
}

}  // namespace

std::string in_base64(const std::string& text) { return base64_encode(text); }

std::string in_url(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::vector<Planted> planted_secrets() {
  Draw draw;
  std::vector<Planted> all;
  const auto add = [&](std::string kind, const std::string& text) { all.push_back({std::move(kind), text, text}); };
  const auto keyed = [&](std::string kind, const std::string& text) {
    all.push_back({std::move(kind), text, text, true});
  };
  add("email", "jane.doe@example.com");
  add("email", "Bob+orders@mail.example.co.uk");
  add("email", "o'brien.pat_77@sub.domain.io");
  all.back().secret = "brien.pat_77@sub.domain.io";
  add("phone", "+14155552671");
  add("phone", "+44 20 7946 0958");
  add("phone", "(415) 555-2671");
  add("phone", "415-555-2671");
  add("card", "4111111111111111");
  add("card", "5500 0000 0000 0004");
  add("card", "3782-822463-10005");
  add("card", "6011111111111117");
  add("ssn", "078-05-1120");
  add("iban", "DE89370400440532013000");
  add("iban", "GB29 NWBK 6016 1331 9268 19");
  add("iban", "NO9386011117947");
  add("aws key id", "AKIA" + draw.upper(16));
  add("aws temporary key id", "ASIA" + draw.upper(16));
  add("aws secret", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKE");
  add("aws secret", draw.base64(40));
  add("aws session token", "IQoJb3JpZ2luX2Vj" + draw.base64(300));
  add("aws session token", "FwoGZXIvYXdzE" + draw.base64(200));
  add("bedrock key", "ABSK" + draw.base64(120));
  add("bedrock short key", "bedrock-api-key-" + draw.base64(100));
  add("jwt", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4ifQ." + draw.base62(43));
  add("bearer", "Bearer " + draw.base62(20));
  all.back().secret = all.back().text.substr(7);
  add("github", "ghp_" + draw.base62(36));
  add("github", "github_pat_" + draw.base62(22) + "_" + draw.base62(59));
  add("slack", std::string("xox") + "b-1234567890-1234567890123-" + draw.base62(24));
  add("stripe", std::string("sk_") + "live_" + draw.base62(24));
  add("google", "AIza" + draw.base62(35));
  add("openai", "sk-proj-" + draw.base62(48));
  add("openai", "sk-" + draw.base62(48));
  add("anthropic", "sk-ant-api03-" + draw.base62(80));
  add("gitlab", "glpat-" + draw.base62(20));
  add("url password", "postgres://app:S3cr3t!pw@db.internal:5432/orders");
  all.back().secret = "S3cr3t!pw";
  add("random", draw.base62(32));
  add("random", draw.base62(44));
  keyed("password", "hunter2");
  keyed("password", "correct horse");
  keyed("password", "pa\"ss\\word");
  keyed("password", "p@ss'w0rd!");
  keyed("password", "12345678");
  keyed("password", "пароль-9");
  return all;
}

std::vector<Position> positions() {
  return {
      {"plain text", false, false, [](const std::string& v) { return "ERROR could not reach " + v + " in time"; }},
      {"end of line", false, false, [](const std::string& v) { return "gave up on " + v; }},
      {"quoted in text", false, false, [](const std::string& v) { return "user \"" + v + "\" is unknown"; }},
      {"in brackets", false, false, [](const std::string& v) { return "retrying [" + v + "] (1/3)"; }},
      {"in parentheses", false, false, [](const std::string& v) { return "span call(" + v + ")"; }},
      {"span name", false, false, [](const std::string& v) { return "GET /customers/" + v; }},
      {"file name", false, false, [](const std::string& v) { return "export " + v + ".json"; }},
      {"tabs", false, false, [](const std::string& v) { return "2024-05-17T10:00:00.123Z\tINFO\t" + v + "\tdone"; }},
      {"query string", false, false, [](const std::string& v) { return "GET /login?to=" + in_url(v) + "&n=1 200"; }},
      {"url-encoded JSON", false, false,
       [](const std::string& v) { return "state=" + in_url("{\"a\":" + json::quote(v) + "}"); }},
      {"twice url-encoded", false, false, [](const std::string& v) { return "next=" + in_url("x?y=" + in_url(v)); }},
      {"JSON value", true, false, [](const std::string& v) { return R"({"a":1,"customer":)" + json::quote(v) + "}"; }},
      {"JSON key", true, false, [](const std::string& v) { return "{" + json::quote(v) + R"(:{"n":1}})"; }},
      {"JSON array", true, false, [](const std::string& v) { return R"({"list":["x",)" + json::quote(v) + ",2]}"; }},
      {"behind an escape", true, false,
       [](const std::string& v) { return R"({"m":"line\n)" + json::quote(v + "\n").substr(1) + "}"; }},
      {"after \\u escapes", true, false,
       [](const std::string& v) {
         return R"({"m":"caf\u00e9 \u003c)" + json::quote(v).substr(1, json::quote(v).size() - 2) + R"(\u003e"})";
       }},
      {"JSON in a string", true, false, [](const std::string& v) { return nested(v, 1); }},
      {"JSON two strings deep", true, false, [](const std::string& v) { return nested(v, 2); }},
      {"JSON three strings deep", true, false, [](const std::string& v) { return nested(v, 3); }},
      {"JSON four strings deep", true, false, [](const std::string& v) { return nested(v, 4); }},
      {"base 64", true, false,
       [](const std::string& v) {
         return R"({"data":")" + in_base64("{\"customer\":" + json::quote(v) + "}") + "\"}";
       }},
      {"base 64 twice", false, false,
       [](const std::string& v) { return "body " + in_base64(in_base64("the customer is " + v)); }},
      {"base 64 in a string in JSON", true, false,
       [](const std::string& v) { return nested(in_base64("{\"m\":" + json::quote(v) + "}"), 1); }},
      {"Python dict", false, false, [](const std::string& v) { return "event: {'id': 1, 'customer': '" + v + "'}"; }},
      {"telling key", true, true, [](const std::string& v) { return R"({"a":1,"password":)" + json::quote(v) + "}"; }},
      {"telling key with spaces", true, true,
       [](const std::string& v) { return R"({ "db_password" : )" + json::quote(v) + " }"; }},
      {"telling key, one string deep", true, true, [](const std::string& v) { return nested_key(v, 1); }},
      {"telling key, two strings deep", true, true, [](const std::string& v) { return nested_key(v, 2); }},
      {"telling key, four strings deep", true, true, [](const std::string& v) { return nested_key(v, 4); }},
      {"telling key in base 64", true, true,
       [](const std::string& v) { return R"({"data":")" + in_base64(nested_key(v, 0)) + "\"}"; }},
      {"telling key url-encoded", false, true,
       [](const std::string& v) { return "q=" + in_url(nested_key(v, 0)) + "&n=1"; }},
      {"list under a telling key", true, true,
       [](const std::string& v) { return R"({"Authorization":["x",)" + json::quote(v) + "]}"; }},
      {"object under a telling key", true, true,
       [](const std::string& v) { return R"({"apiKey":{"value":)" + json::quote(v) + "}}"; }},
      {"name and value", true, true,
       [](const std::string& v) { return R"({"name":"X-Api-Key","value":)" + json::quote(v) + "}"; }},
      {"form", false, true, [](const std::string& v) { return "user=u1&password=" + in_url(v) + "&go=1"; }},
      {"logfmt", false, true, [](const std::string& v) { return "level=info secret=" + json::quote(v) + " n=1"; }},
  };
}

std::vector<std::string> look_alikes() {
  Draw draw;
  std::vector<std::string> all = {
      "REPORT RequestId: 8f507cfc-1f1b-4697-b07a-ac58fc914c95\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory "
      "Size: "
      "512 MB\tMax Memory Used: 92 MB\tInit Duration: 245.67 ms",
      "START RequestId: 8f507cfc-1f1b-4697-b07a-ac58fc914c95 Version: $LATEST",
      "INIT_START Runtime Version: python:3.12.v38\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:"
      "7893bafe1f7e5c0681bc8da889edf656777a53c2a26e3f73436bdcbc87ccfbe8",
      "XRAY TraceId: 1-5759e988-bd862e3fe1be46a994272793\tSegmentId: 53995c3f42cd8ad8\tSampled: true",
      "X-Amzn-Trace-Id: Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
      "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      R"({"inputTokens":1204,"outputTokens":88,"totalTokens":1292,"cacheReadInputTokenCount":0})",
      R"({"max_tokens":4096,"prompt_tokens":12,"completion_tokens":7,"tokenCount":19,"tokens":{"input":1}})",
      R"({"nextToken":"eHh4eHh4LWN1cnNvcg","NextForwardToken":"f/37218108123456789012345678901234567890/s"})",
      R"({"token":42,"secretArn":"arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders/db-AbCdEf"})",
      "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-5-sonnet-20241022-v2:0",
      "anthropic.claude-3-haiku-20240307-v1:0",
      "us.anthropic.claude-sonnet-4-20250514-v1:0",
      "amazon.nova-pro-v1:0",
      "arn:aws:sqs:us-east-2:123456789012:my-queue",
      "arn:aws:iam::123456789012:role/service-role/orders-role-1a2b3c4d",
      "https://sqs.us-east-1.amazonaws.com/123456789012/orders.fifo",
      "123456789012.dkr.ecr.us-east-1.amazonaws.com/orders@sha256:" + draw.hex(64),
      "/aws/lambda/orders-prod-handler-1A2B3C4D5E6F",
      "2024/05/17/[$LATEST]" + draw.hex(32),
      "arn:aws:ecs:us-east-1:123456789012:task/prod/" + draw.hex(32),
      R"({"isPasswordSet":true,"passwordResetRequired":false,"password":null,"secret":""})",
      R"({"eventId":"37218108123456789012345678901234567890123456789012345678","timestamp":1715940000123})",
      R"({"ts":"1768927632.159269","thread_ts":"1768927632.159269","seq":9223372036854775807})",
      R"({"toolUseId":"tooluse_kZJMlvQmRJ6eAyJE5GIl7Q","id":"toolu_01A09q90qw90lq917835lq9"})",
      R"({"id":"msg_bdrk_01XFDUDYJgAACzvnptvVoYEL","model":"claude-3-opus-20240229"})",
      R"({"id":"chatcmpl-9QW1x2y3z4A5b6C7d8E9f0G1h2I3j","object":"chat.completion"})",
      "x-amz-id-2: " + draw.base64(75) + "=",
      R"({"extendedRequestId":"JKJaXmPLvHcESHA=","apiId":"abcdef1234"})",
      R"({"md5OfBody":")" + draw.hex(32) + R"(","ReceiptHandle":"AQEB)" + draw.base64(180) + R"(=="})",
      R"({"codeSha256":")" + draw.base64(43) + R"(=","versionId":")" + draw.base62(32) + "\"}",
      "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk",
      R"({"image":"/9j/4AAQSkZJRgABAQAAAQABAAD/2wCEAAkGBxMTEhUSEhMVFRUXFxgYGBgXFxcXGBg="})",
      "script-src 'sha256-" + draw.base64(43) + "='",
      "git@github.com:orders/itk.git",
      "pkg:npm/%40scope/name@1.2.3",
      "react@18.2.0 installed",
      "icon@2x.png 404",
      "@app.route('/orders')",
      "decorated by @staticmethod",
      "npm i @aws-sdk/client-sqs@3.600.0",
      "10.0.12.34 - - [17/May/2024:10:00:00 +0000] \"GET /orders HTTP/1.1\" 200 512 1024",
      "2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT "
      "OK",
      "Task timed out after 3.00 seconds",
      "took 0.4111111111111111 s",
      "ratio 5.500000000000000",
      "50% of 100%25",
      "2024-05-17T10:00:00.123456789Z 2024-05-17 10:00:00,123 +02:00 20240517T100000Z",
      "v1.2.3-rc.4+build.5678 python/3.12.1 Boto3/1.34.101 md/Botocore#1.34.101 ua/2.0 os/linux#5.10.214",
      "password: must be at least 8 characters",
      "token: expired",
      "Invalid token: not found",
      "secret: missing",
      "the password is required",
      "no password given",
      "bearer authentication is required",
      "AccessDeniedException: User is not authorized to perform: sqs:SendMessage on resource: orders",
      "{'statusCode': 200, 'headers': {'Content-Type': 'application/json'}, 'isBase64Encoded': False}",
      R"({"password":"***","apiKey":"[REDACTED]","secret":"${DB_SECRET}","token":"REPLACE_ME"})",
      "C:\\Users\\new\\table\\file.txt",
      "tel is short for telephone",
      "call 911",
      "room 415-555",
      "pin code",
      "4-8-15-16-23-42",
      "1-2-3",
      "555-2671",
      "192.168.100.200:8080",
      "00000000-0000-0000-0000-000000000000",
      "MyStackOrdersFunctionServiceRoleDefaultPolicy7D1A2B3C",
      "OrdersApiGatewayV2IntegrationLambdaPermission1",
      "com.example.orders.service.impl.OrderServiceImplV2Factory",
      "eu-west-1_AbCdEfGhI",
      "arn:aws:states:us-east-1:123456789012:execution:Flow:8f507cfc-1f1b-4697-b07a-ac58fc914c95",
      "-----BEGIN CERTIFICATE-----",
      "sk-learn is a library",
      "--password-file /run/secrets/db",
      "AKIA is a prefix",
  };
  for (int i = 0; i < 20; ++i) {
    all.push_back("RequestId: " + draw.uuid());
    all.push_back(R"({"messageId":")" + draw.uuid() + R"(","trace":"1-)" + draw.hex(8) + "-" + draw.hex(24) + "\"}");
    all.push_back("commit " + draw.hex(40) + " tree " + draw.hex(40));
    all.push_back("sha256 " + draw.hex(64));
    all.push_back(R"({"inv":")" + draw.ulid() + R"(","n":)" + draw.digits(1) + "}");
    all.push_back(R"({"epoch_ms":17159)" + draw.digits(8) + R"(,"epoch_ns":"17159)" + draw.digits(14) + "\"}");
    all.push_back("order ORD-" + draw.digits(6) + " of account 1" + draw.digits(11) + " at 171594" + draw.digits(4));
    all.push_back("span " + draw.hex(16) + " took " + draw.digits(3) + "." + draw.digits(3) + " ms");
  }
  return all;
}

}  // namespace itk::test

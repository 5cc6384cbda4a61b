#include "common/redact/redactor.h"

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"
#include "tests/unit/common/redact/support.h"

namespace itk::redact {
namespace {

std::string redacted(std::string_view text) { return shape_of(some_redactor().text(text)); }
std::string redacted_json(std::string_view json) { return shape_of(some_redactor().json(json)); }

TEST(Redactor, TextWithoutSecretsIsNotCopied) {
  Redactor redactor = some_redactor();
  std::string out = "as before";
  EXPECT_FALSE(redactor.text_into("START RequestId: 8f507cfc-1f1b-4697-b07a-ac58fc914c95", out));
  EXPECT_FALSE(redactor.json_into(R"({"n":1})", out));
  EXPECT_FALSE(redactor.text_into("", out));
  EXPECT_EQ(out, "as before");
}

TEST(Redactor, OnlyThePieceGoes) {
  EXPECT_EQ(redacted("mail jane.doe@example.com, then retry"), "mail <email:*>, then retry");
  EXPECT_EQ(redacted("postgres://app:hunter2@db:5432/orders"), "postgres://app:<url-password:*>@db:5432/orders");
  EXPECT_EQ(redacted("Authorization: Bearer abc123def456 rejected"), "Authorization: Bearer <bearer:*> rejected");
  EXPECT_EQ(redacted("curl --token s3cr3t-t0k3n -v"), "curl --token <secret:*> -v");
  EXPECT_EQ(redacted("DB_PASSWORD=hunter2 DB_HOST=db"), "DB_PASSWORD=<secret:*> DB_HOST=db");
  EXPECT_EQ(redacted("user=1&password=a%2Fb%26c&go=1"), "user=1&password=<secret:*>&go=1");
}

TEST(Redactor, TheSameCustomerJoinsHoweverSpelt) {
  Redactor redactor = some_redactor();
  EXPECT_EQ(redactor.text("Jane.Doe@Example.com"), redactor.text("jane.doe@example.com"));
  EXPECT_EQ(redactor.text("(415) 555-2671"), redactor.text("+1 415 555 2671"));
  EXPECT_EQ(redactor.text("+14155552671"), redactor.text("415.555.2671"));
  EXPECT_EQ(redactor.text("4111 1111 1111 1111"), redactor.text("4111111111111111"));
  EXPECT_EQ(redactor.text("DE89 3704 0044 0532 0130 00"), redactor.text("DE89370400440532013000"));
  EXPECT_NE(redactor.text("jane.doe@example.com"), redactor.text("john.doe@example.com"));
}

TEST(Redactor, OtherKeysGiveOtherPseudonyms) {
  Options options;
  options.key = "another key that is long enough";
  const Result<Redactor> other = make_redactor(options);
  ASSERT_TRUE(other);
  Redactor redactor = some_redactor();
  EXPECT_NE(redactor.key_fingerprint(), other->key_fingerprint());
  EXPECT_EQ(redactor.key_fingerprint().size(), 16U);
}

TEST(Redactor, ShortKeysAreRefused) {
  const Result<Redactor> redactor = make_redactor({});
  ASSERT_FALSE(redactor);
  EXPECT_EQ(redactor.error().exit, ExitCode::Usage);
}

TEST(Redactor, KeysAreTakenWordByWord) {
  EXPECT_EQ(redacted_json(R"({"userPassword":"a","client-secret":"b","X_API_KEY":"c"})"),
            R"({"userPassword":"<secret:*>","client-secret":"<secret:*>","X_API_KEY":"<secret:*>"})");
  EXPECT_EQ(redacted_json(R"({"secretAccessKey":"a","sessionToken":"b","slackToken":"c"})"),
            R"({"secretAccessKey":"<secret:*>","sessionToken":"<secret:*>","slackToken":"<secret:*>"})");
  const std::string harmless =
      R"({"totalTokens":1,"tokenCount":"2","nextToken":"abc","clientRequestToken":"x","passwordPolicy":"strict"})";
  EXPECT_EQ(redacted_json(harmless), harmless);
}

TEST(Redactor, NumbersBecomeStringsSoThatJsonStaysJson) {
  EXPECT_EQ(redacted_json(R"({"card":4111111111111111,"n":1})"), R"({"card":"<card:*>","n":1})");
  EXPECT_EQ(redacted_json(R"([4111111111111111])"), R"(["<card:*>"])");
  EXPECT_EQ(redacted_json("4111111111111111"), R"("<card:*>")");
  EXPECT_EQ(redacted_json(R"({"password":12345})"), R"({"password":"<secret:*>"})");
  EXPECT_EQ(redacted_json(R"({"b":"{\"card\":4111111111111111,\"n\":1}"})"),
            R"({"b":"{\"card\":\"<card:*>\",\"n\":1}"})");
  EXPECT_EQ(redacted_json(R"({"b":"{\"c\":\"[4111111111111111]\"}"})"), R"({"b":"{\"c\":\"[\\\"<card:*>\\\"]\"}"})");
  EXPECT_EQ(redacted(R"(got {"card": 4111111111111111})"), R"(got {"card": "<card:*>"})");
}

TEST(Redactor, LeavesUnderATellingKeyGo) {
  EXPECT_EQ(redacted_json(R"({"Authorization":["Bearer x1"],"cookies":["a=b","c"]})"),
            R"({"Authorization":["Bearer <secret:*>"],"cookies":["<secret:*>","<secret:*>"]})");
  EXPECT_EQ(redacted_json(R"({"password":{"current":"a","n":[1,null,true]},"x":"y"})"),
            R"({"password":{"current":"<secret:*>","n":["<secret:*>",null,true]},"x":"y"})");
  EXPECT_EQ(redacted_json(R"({"key":"http.request.header.authorization","value":{"stringValue":"abc"}})"),
            R"({"key":"http.request.header.authorization","value":{"stringValue":"<secret:*>"}})");
  EXPECT_EQ(redacted_json(R"({"key":"password","type":"string","value":"hunter2hunter2"})"),
            R"({"key":"password","type":"string","value":"<secret:*>"})");
  EXPECT_EQ(redacted_json(R"({"key":"password","vType":"STRING","vStr":"hunter2hunter2"})"),
            R"({"key":"password","vType":"STRING","vStr":"<secret:*>"})");
}

TEST(Redactor, PythonDictsAreRead) {
  EXPECT_EQ(redacted("{'password': 'it\\'s', 'n': 1, 'token': \"a\"}"),
            "{'password': '<secret:*>', 'n': 1, 'token': \"<secret:*>\"}");
  EXPECT_EQ(redacted("{'secret': b'abc'}"), "{'secret': b'<secret:*>'}");
}

TEST(Redactor, EscapesHideNothing) {
  EXPECT_EQ(redacted_json(R"({"m":"jane\u0040example.com"})"), R"({"m":"<email:*>"})");
  EXPECT_EQ(redacted_json(R"({"m":"{\u0022password\u0022:\u0022hunter2\u0022}"})"),
            R"({"m":"{\u0022password\u0022:\u0022<secret:*>\u0022}"})");
  EXPECT_EQ(redacted_json(R"({"m":"\u003cjane@example.com\u003e\nline"})"), R"({"m":"\u003c<email:*>\u003e\nline"})");
  EXPECT_EQ(redacted("to=jane%2540example.com&n=1"), "to=<email:*>&n=1");
}

TEST(Redactor, Base64StaysBase64) {
  Redactor redactor = some_redactor();
  // {"email":"jane.doe@example.com","n":1}
  const std::string out = redactor.text("data eyJlbWFpbCI6ImphbmUuZG9lQGV4YW1wbGUuY29tIiwibiI6MX0= end");
  const auto decoded = base64_decode(out.substr(5, out.size() - 9));
  ASSERT_TRUE(decoded) << out;
  EXPECT_EQ(shape_of(*decoded), R"({"email":"<email:*>","n":1})");
  EXPECT_EQ(redactor.text(out), out);
}

TEST(Redactor, PrivateKeysGoWhole) {
  const std::string begin = "-----BEGIN RSA PRIVATE "
                            "KEY-----",
                    end = "-----END RSA PRIVATE "
                          "KEY-----";
  EXPECT_EQ(redacted("key:\n" + begin + "\nMIIEabc\n" + end + "\ndone"), "key:\n<private-key:*>\ndone");
  EXPECT_EQ(redacted_json(R"({"k":")" + begin + R"(\nMIIEabc\n)" + end + R"(\n"})"), R"({"k":"<private-key:*>\n"})");
  EXPECT_EQ(redacted_json(R"({"k":")" + begin + R"(\nMIIEabc"})"), R"({"k":"<private-key:*>"})");
}

TEST(Redactor, SecretsOfTheEnvironmentGoInEveryForm) {
  Options options;
  options.secrets = {"pa/ss w\"rd+1"};
  Redactor redactor = some_redactor(options);
  const std::string shown = redactor.text("pa/ss w\"rd+1");
  EXPECT_EQ(shape_of(shown), "<env:*>");
  EXPECT_EQ(redactor.text("x=pa%2Fss%20w%22rd%2B1"), "x=" + shown);
  EXPECT_EQ(redactor.json(R"({"m":"pa/ss w\"rd+1"})"), R"({"m":")" + shown + R"("})");
  EXPECT_EQ(redactor.json(R"({"m":"{\"a\":\"pa/ss w\\\"rd+1\"}"})"), R"({"m":"{\"a\":\")" + shown + R"(\"}"})");
  EXPECT_EQ(redactor.text("auth " + base64_encode("pa/ss w\"rd+1") + ";").find("cGEvc3Mgdy"), std::string::npos);
}

TEST(Redactor, KeysAndPatternsOfTheUserAreAdded) {
  Options options;
  options.keys = {"pin", "*_iban2", "headers.x-customer", "*.address"};
  options.patterns = {"ORD-\\d{6}", "customer (\\w+)"};
  Redactor redactor = some_redactor(options);
  EXPECT_EQ(shape_of(redactor.json(R"({"pin":"1234","my_iban2":"abc","spin":"y"})")),
            R"({"pin":"<secret:*>","my_iban2":"<secret:*>","spin":"y"})");
  EXPECT_EQ(shape_of(redactor.json(R"({"x-customer":"a","request":{"headers":{"X-Customer":"b"}}})")),
            R"({"x-customer":"a","request":{"headers":{"X-Customer":"<secret:*>"}}})");
  EXPECT_EQ(shape_of(redactor.json(R"({"address":"a","user":{"address":"b"}})")),
            R"({"address":"a","user":{"address":"<secret:*>"}})");
  EXPECT_EQ(shape_of(redactor.text("ORD-123456 of customer bob")), "<pattern:*> of customer <pattern:*>");
  EXPECT_EQ(redactor.counts().at("pattern"), 2);
}

TEST(Redactor, APatternCannotBreakJson) {
  Options options;
  options.patterns = {R"("ssn":\s*"\d+")", R"(\d+\})", R"(u00)"};
  Redactor redactor = some_redactor(options);
  EXPECT_EQ(shape_of(redactor.json(R"({"ssn": "123","n":45})")), R"({"<pattern:*>": "<pattern:*>","n":"<pattern:*>"})");
  EXPECT_EQ(shape_of(redactor.json(R"({"a":"b\u0001c"})")), R"({"a":"b<pattern:*>c"})");
}

TEST(Redactor, BadPatternsAreNamed) {
  Options options;
  options.key = k_some_key;
  options.patterns = {"a(b"};
  const Result<Redactor> redactor = make_redactor(options);
  ASSERT_FALSE(redactor);
  EXPECT_NE(redactor.error().message.find("ITK_REDACT_PATTERNS: \"a(b\": missing )"), std::string::npos)
      << redactor.error().message;
}

TEST(Redactor, RecordsKeepWhatIsOurs) {
  Redactor redactor = some_redactor();
  const std::string ours =
      R"({"itk":"event/1","id":"kJh3Lk8Pq2Wz5Xv9Bn4Mt7Rd1","inv":"01HXYZ","ids":["session:kJh3Lk8Pq2Wz5Xv9Bn4Mt7Rd1"],"text":"ok"})";
  EXPECT_EQ(redactor.record(ours), ours);
  EXPECT_EQ(
      shape_of(redactor.record(
          R"({"itk":"event/1","id":"a@b.com","ids":["correlation:jane@example.com"],"text":"jane@example.com"})")),
      R"({"itk":"event/1","id":"a@b.com","ids":["correlation:<email:*>"],"text":"<email:*>"})");
}

TEST(Redactor, LiteralsMeetWhatTheyAreComparedWith) {
  Redactor redactor = some_redactor();
  const std::string response = redactor.json(R"({"user":{"password":"hunter2","name":"bob"}})");
  EXPECT_NE(response.find("\"password\":" + redactor.literal("\"hunter2\"", "response.user.password")),
            std::string::npos);
  EXPECT_EQ(redactor.literal("\"bob\"", "response.user.name"), "\"bob\"");
  EXPECT_EQ(shape_of(redactor.literal("4111111111111111", "$.items[0].card")), "\"<card:*>\"");
  EXPECT_EQ(shape_of(redactor.literal(R"({"email":"a@b.com"})", "")), R"({"email":"<email:*>"})");
}

TEST(Redactor, PatternsAimedAtRedactedValuesAreTold) {
  Redactor redactor = some_redactor();
  EXPECT_EQ(redactor.aims_at_redacted(R"(jane\.doe@example\.com)"), "email");
  EXPECT_EQ(redactor.aims_at_redacted(R"(^\S+@\S+$)"), "email");
  EXPECT_EQ(redactor.aims_at_redacted(R"(AKIA[A-Z0-9]{16})"), "aws-key-id");
  EXPECT_EQ(redactor.aims_at_redacted(R"(\+1\d{10})"), "phone");
  EXPECT_EQ(redactor.aims_at_redacted(".*"), std::nullopt);
  EXPECT_EQ(redactor.aims_at_redacted("<email:[0-9a-f]{16}>"), std::nullopt);
  EXPECT_EQ(redactor.aims_at_redacted(R"(order-\d+)"), std::nullopt);
  EXPECT_EQ(redactor.aims_at_redacted("accepted"), std::nullopt);
}

TEST(Redactor, TheTripwireSeesWhatIsCertain) {
  Options options;
  options.secrets = {"hunter2-and-more"};
  Redactor redactor = some_redactor(options);
  const std::vector<Finding> findings =
      redactor.find_secrets("<td>jane@example.com</td> hunter2-and-more {\"password\":\"x1\"}");
  ASSERT_EQ(findings.size(), 3U);
  EXPECT_EQ(findings[0].rule, "email");
  EXPECT_EQ(findings[0].offset, 4U);
  EXPECT_EQ(findings[0].size, 16U);
  EXPECT_EQ(findings[1].rule, "env");
  EXPECT_EQ(findings[2].rule, "secret");
  EXPECT_TRUE(redactor.counts().empty());
}

TEST(Redactor, TheTripwireLeavesProgramsAndPseudonymsAlone) {
  Redactor redactor = some_redactor();
  const std::string page =
      "const token = next(); if (password === other) { secret: value }\n"
      R"(<td>&lt;email:0123456789abcdef&gt;</td><script>{"password":"\u003csecret:0123456789abcdef\u003e"}</script>)"
      R"(<p>&quot;password&quot;: &lt;secret:0123456789abcdef&gt;</p>)";
  EXPECT_TRUE(redactor.find_secrets(page).empty());
}

TEST(Redactor, HostileTextTakesLinearTime) {
  Redactor redactor = some_redactor();
  std::string text;
  for (const std::string_view piece : {"password=\"", "\\", "@", "a@", "%40", "eyJ",
                                       "-----BEGIN PRIVATE "
                                       "KEY",
                                       "://a:", "://a:b@", "\"value\":", "+1", "1-", "{[", "\\u0040"}) {
    text.clear();
    while (text.size() < 100'000) {
      text += piece;
    }
    redactor.text(text);
    redactor.json("\"" + text);
  }
}

}  // namespace
}  // namespace itk::redact

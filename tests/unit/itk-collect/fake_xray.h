// X-Ray as a list behind a client: a document can be found from its time on, and replaces what it had been.
#pragma once

#include <json/json.h>

#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/fake_client.h"

namespace itk::collect {

class FakeXray {
 public:
  explicit FakeXray(aws::Service service = aws::Service::Xray) : fake(service) {
    fake.transport.on_send = [this](const aws::HttpRequest& request) {
      fake.clock.advance(std::chrono::milliseconds(20));
      answer(request);
    };
  }

  // `trace` is 24 hex digits' worth of a letter: "a" is 1-6ab13780-aaaaaaaaaaaaaaaaaaaaaaaa.
  static std::string id_of(char trace) { return "1-6ab13780-" + std::string(24, trace); }
  static std::string ids_of(char trace) { return "trace:6ab13780" + std::string(24, trace); }

  // A segment of this trace; `more` are further members.
  void put(char trace, const std::string& segment, int at_ms = 0,
           const std::string& more = R"("end_time":1790000001)") {
    documents_[id_of(trace)].push_back({at_ms, segment,
                                        R"({"id":")" + segment + R"(","name":"orders","trace_id":")" + id_of(trace) +
                                            R"(","start_time":1790000000.5,)" + more + "}"});
  }

  int calls(const std::string& path) const {
    int count = 0;
    for (const aws::HttpRequest& request : fake.transport.requests) {
      count += request.url == "https://service.test" + path ? 1 : 0;
    }
    return count;
  }

  test::FakeClient fake;
  std::set<char> unlisted;                                      // by GetTraceSummaries
  std::size_t page_size = 1000;                                 // segments, and summaries
  std::map<std::string, std::pair<int, std::string>> refusals;  // by path: status and code

 private:
  struct Document {
    int at_ms;
    std::string segment, text;
  };

  static Json::Value parse(const std::string& text) {
    Json::Value value;
    std::istringstream(text) >> value;
    return value;
  }

  std::map<std::string, std::string> visible(const std::string& trace) const {
    std::map<std::string, std::string> segments;
    const auto found = documents_.find(trace);
    for (std::size_t i = 0; found != documents_.end() && i < found->second.size(); ++i) {
      const Document& document = found->second[i];
      if (fake_time_ms() >= document.at_ms) {
        segments[document.segment] = document.text;
      }
    }
    return segments;
  }
  std::int64_t fake_time_ms() const { return const_cast<test::FakeClock&>(fake.clock).now().ms() - 1'790'000'000'000; }

  void answer(const aws::HttpRequest& request) {
    const std::string path = request.url.substr(std::string("https://service.test").size());
    if (const auto refused = refusals.find(path); refused != refusals.end()) {
      fake.transport.answer(refused->second.first, "{}", {{"x-amzn-ErrorType", refused->second.second}});
      return;
    }
    const Json::Value asked = parse(request.body);
    const auto begin = static_cast<std::size_t>(std::stoi("0" + asked["NextToken"].asString()));
    Json::Value answer(Json::objectValue);
    std::size_t at = 0;
    const auto is_on_page = [&] { return at >= begin && at < begin + page_size; };
    if (path == "/Traces") {
      EXPECT_LE(asked["TraceIds"].size(), 5u);
      for (const Json::Value& id : asked["TraceIds"]) {
        Json::Value trace;
        trace["Id"] = id;
        const auto segments = visible(id.asString());
        for (const auto& [segment, text] : segments) {
          if (is_on_page()) {
            Json::Value entry;
            entry["Document"] = text;
            trace["Segments"].append(entry);
          }
          ++at;
        }
        answer[segments.empty() ? "UnprocessedTraceIds" : "Traces"].append(segments.empty() ? id : trace);
      }
    } else {
      for (const auto& [id, documents] : documents_) {
        if (!visible(id).empty() && !unlisted.contains(id.back())) {
          if (is_on_page()) {
            Json::Value summary;
            summary["Id"] = id;
            answer["TraceSummaries"].append(summary);
          }
          ++at;
        }
      }
    }
    if (at > begin + page_size) {
      answer["NextToken"] = std::to_string(begin + page_size);
    }
    fake.transport.answer(200, Json::writeString(Json::StreamWriterBuilder(), answer));
  }

  std::map<std::string, std::vector<Document>> documents_;
};

}  // namespace itk::collect

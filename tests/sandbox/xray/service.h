// X-Ray, REST: where segments go, the traces of a window, and their segments.
#pragma once

#include "tests/sandbox/aws/rest.h"
#include "tests/sandbox/xray/trace_store.h"

namespace itk::sandbox::xray {

class XrayService final : public RestService {
 public:
  explicit XrayService(const TraceStore& store) : store_(store) {}

  HttpResponse answer(const RestCall& call) override;
  std::string operation(const RestCall& call) const override;

 private:
  Outcome<Json::Value> trace_summaries(const Json::Value& parameters) const;
  Outcome<Json::Value> batch_get_traces(const Json::Value& parameters) const;

  const TraceStore& store_;
};

}  // namespace itk::sandbox::xray

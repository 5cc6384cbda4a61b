// The demo system's own web API, outside AWS: POST /demo/http/orders answers; POST /demo/http/jobs starts what GET
// /demo/http/jobs/{id} is asked about until it is done.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>

#include "tests/sandbox/aws/rest.h"
#include "tests/sandbox/demo/http_api.h"
#include "tests/sandbox/lambda/background.h"

namespace itk::sandbox::web {

class HttpService final : public RestService {
 public:
  explicit HttpService(demo::HttpApi& api);
  void stop() { background_.stop(); }

  HttpResponse answer(const RestCall& call) override;
  std::string operation(const RestCall& call) const override;
  HttpResponse write_fault(const Fault& fault) const override;

 private:
  struct Job {
    int polls_left = 0;
    bool is_done = false;
    HttpResponse result;
  };

  HttpResponse start_job(const RestCall& call);
  HttpResponse poll(const std::string& id);

  demo::HttpApi& api_;
  std::mutex mutex_;
  std::condition_variable done_;
  std::map<std::string, Job> jobs_;
  lambda::Background background_;
};

}  // namespace itk::sandbox::web

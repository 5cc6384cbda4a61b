#include "itk-collect/outside.h"

#include "common/aws/xray.h"
#include "itk-collect/otlp/receiver.h"
#include "itk-collect/xray_source.h"

namespace itk::collect {
namespace {

// Configuration and credentials are those of the settings, which the stage has read by the first call.
class LazyAccess {
 public:
  LazyAccess(const Options& options, aws::Access::MakeTransport make_transport)
      : options_(options), make_transport_(std::move(make_transport)) {}

  Result<aws::Client*> client(aws::Service service, const settings::Settings& settings, Clock& clock,
                              const Logger& log) {
    if (!access_) {
      access_ = std::make_unique<aws::Access>(settings.environment(), options_.aws, clock, log, make_transport_);
    }
    return access_->client(service, "");
  }

 private:
  const Options& options_;
  aws::Access::MakeTransport make_transport_;
  std::unique_ptr<aws::Access> access_;
};

// It listens before the first invocation is read: what is invoked may be quick.
std::function<Result<std::unique_ptr<SideSource>>()> listen_now(const std::string& address,
                                                                const std::shared_ptr<redact::Redactor>& redactor,
                                                                Clock& clock, const Logger& log) {
  auto made =
      std::make_shared<Result<std::unique_ptr<otlp::Receiver>>>(otlp::Receiver::listen(address, redactor, clock, log));
  return [made]() -> Result<std::unique_ptr<SideSource>> {
    if (!*made) {
      return tl::make_unexpected(made->error());
    }
    return std::unique_ptr<SideSource>(std::move(**made));
  };
}

}  // namespace

Outside make_outside(const Options& options, const aws::Access::MakeTransport& make_transport) {
  const auto access = std::make_shared<LazyAccess>(options, make_transport);
  Outside outside;
  outside.make_source = [&options, make_transport](const settings::Settings& settings, Clock& clock,
                                                   const Logger& log) {
    return make_cloudwatch_source(settings, options.aws, make_transport, clock, log);
  };
  outside.side_sources = [&options, access](const settings::Settings& settings,
                                            const std::shared_ptr<redact::Redactor>& redactor, Clock& clock,
                                            const Logger& log) -> std::vector<SideSourceMaker> {
    const auto make_xray = [=, &options, &settings, &clock, &log]() -> Result<std::unique_ptr<SideSource>> {
      ITK_TRY_ASSIGN(aws::Client* const xray, access->client(aws::Service::Xray, settings, clock, log));
      const auto reach = options.since.empty() ? XraySource::Reach::Wanted : XraySource::Reach::Everything;
      return std::make_unique<XraySource>(*xray, redactor, reach, clock, log);
    };
    std::vector<SideSourceMaker> makers = {{"xray", make_xray}};
    if (!options.otlp_listen.empty()) {
      makers.push_back({"otlp", listen_now(options.otlp_listen, redactor, clock, log)});
    }
    return makers;
  };
  outside.trace_destination = [access](const settings::Settings& settings, Clock& clock,
                                       const Logger& log) -> Result<std::string> {
    ITK_TRY_ASSIGN(aws::Client* const xray, access->client(aws::Service::Xray, settings, clock, log));
    ITK_TRY_ASSIGN(const aws::TraceDestination found, aws::get_trace_segment_destination(*xray));
    return found.destination;
  };
  outside.check_reading = [&options, make_transport](const settings::Settings& settings,
                                                     const std::vector<std::string>& groups, Clock& clock,
                                                     const Logger& log) {
    return check_reading(settings, options, groups, make_transport, clock, log);
  };
  return outside;
}

}  // namespace itk::collect

#include "itk-invoke/function_delivery.h"

#include <fmt/core.h>

#include "common/aws/lambda.h"
#include "common/base/nearest.h"
#include "common/ids/id.h"
#include "common/json/writer.h"

namespace itk::invoke {
namespace {

class FunctionDelivery final : public Delivery {
 public:
  FunctionDelivery(FunctionTarget target, ShownRequest request, MakeFunctionEvent make_event)
      : target_(std::move(target)), request_(std::move(request)), make_event_(std::move(make_event)) {}

  std::string target() const override {
    return target_.qualifier.empty() ? target_.function.text : target_.function.text + ":" + target_.qualifier;
  }
  RawJson request(const Execution& execution) const override { return request_.show(execution.values); }
  std::vector<std::string> fetches() const override { return request_.fetches; }
  std::optional<aws::Service> service() const override { return aws::Service::Lambda; }
  std::string region() const override { return target_.region; }
  std::string account() const override { return target_.function.account; }

  Status connect(AwsAccess& aws) override {
    ITK_TRY(aws.client(aws::Service::Lambda, target_.region));
    return {};
  }

  Task<Delivered> send(Ways& ways, const Execution& execution) const override {
    ITK_CO_TRY_ASSIGN(const aws::Caller lambda, ways.caller(aws::Service::Lambda, target_.region, execution));
    const FunctionEvent event = make_event_(execution, lambda.client().region(), ways.aws.now());
    Receipt receipt;
    receipt.ids = event.ids;
    auto invoked = co_await aws::invoke_function(lambda, call_of(event, execution));
    if (!invoked) {
      co_return tl::make_unexpected(DeliveryFailure(std::move(invoked).error(), std::move(receipt)));
    }
    read_answer(*invoked, receipt);
    if (!invoked->log_tail.empty()) {
      ITK_CO_TRY(ways.emit(log_tail_event(*invoked, execution.identity, ways.aws.now())));
    }
    if (!invoked->function_error.empty()) {
      co_return tl::make_unexpected(
          DeliveryFailure(aws::function_error(lambda.client(), *invoked), std::move(receipt)));
    }
    co_return receipt;
  }

 private:
  aws::InvokeFunction call_of(const FunctionEvent& event, const Execution& execution) const {
    aws::InvokeFunction call;
    call.function = target_.function.text;
    call.qualifier = target_.qualifier;
    call.is_event = target_.is_event;
    call.payload = event.payload;
    if (execution.leaves_marks) {
      call.trace_header = execution.identity.xray_header();
      call.client_context = context_of(execution.identity);
    }
    return call;
  }

  std::string context_of(const Identity& identity) const {
    std::string text;
    json::ObjectWriter context(text);
    context.key("custom");
    json::ObjectWriter custom(context.text());
    custom.string(target_.nonce_attribute, identity.nonce);
    custom.string("traceparent", identity.traceparent());
    custom.close();
    context.close();
    return text;
  }

  void read_answer(const aws::InvokedFunction& invoked, Receipt& receipt) const {
    receipt.status = target_.is_event ? "sent" : "ok";
    receipt.request_id = invoked.request_id;
    receipt.attempts = invoked.attempts;
    receipt.http_status = invoked.http_status;
    if (!invoked.request_id.empty()) {
      receipt.ids.push_back(ids::make_id(ids::Kind::Lambda, invoked.request_id));
    }
    if (const std::optional<std::string> trace = ids::normalise_trace_id(invoked.trace_header)) {
      receipt.ids.push_back(ids::make_id(ids::Kind::Trace, *trace));
    }
    ids::canonicalise(receipt.ids);
    if (!invoked.payload.empty()) {
      json::Payload payload = json::make_payload(invoked.payload);
      receipt.response = std::move(payload.json);
      receipt.enc = std::move(payload.encoding);
    }
  }

  // One event, for these lines come from the log group too: as events of their own they would count twice.
  model::Event log_tail_event(const aws::InvokedFunction& invoked, const Identity& identity, Timestamp now) const {
    model::Event event;
    event.id = identity.nonce + "-log-tail";
    event.source = "lambda-log-tail";
    event.kind = model::event_kind::k_log;
    event.time = now;
    event.component = "lambda:" + target_.function.name;
    if (!invoked.request_id.empty()) {
      event.ids = {ids::make_id(ids::Kind::Lambda, invoked.request_id)};
    }
    json::Payload payload = json::make_payload(invoked.log_tail);
    event.payload = std::move(payload.json);
    event.enc = std::move(payload.encoding);
    event.text = event.enc.empty() ? invoked.log_tail : "";
    return event;
  }

  FunctionTarget target_;
  ShownRequest request_;
  MakeFunctionEvent make_event_;
};

std::optional<FunctionAddress> read_function(TargetReader& target) {
  const TargetReader::Named named = target.named({"function_name_or_arn", "target_arn_or_url"},
                                                 {"ITK_LAMBDA_FUNCTION_NAME", "ITK_TARGET_LAMBDA_ARN"});
  if (named.is_unset_variable) {
    return std::nullopt;
  }
  if (named.text.empty()) {
    target.complain(named.at, "no_function",
                    "no function to invoke; set entrypoint.target.function_name_or_arn, or ITK_LAMBDA_FUNCTION_NAME or "
                    "ITK_TARGET_LAMBDA_ARN in the environment, targets.json or .env");
    return std::nullopt;
  }
  std::optional<FunctionAddress> address = parse_function_address(named.text);
  if (!address) {
    target.complain(named.at, "bad_function",
                    fmt::format("{} is neither the name nor the ARN of a function{}; write it like "
                                "arn:aws:lambda:us-east-1:123456789012:function:my-function",
                                named.text, named.origin));
  }
  return address;
}

}  // namespace

std::optional<FunctionTarget> read_function_target(TargetReader& target) {
  std::optional<FunctionAddress> function = read_function(target);
  const YamlNode* type = target.given("invocation_type");
  const bool is_known = type == nullptr || type->text == "RequestResponse" || type->text == "Event";
  if (!is_known) {
    target.complain(type->at, "bad_invocation_type",
                    fmt::format("there is no invocation type \"{}\"; use RequestResponse or Event{}", type->text,
                                did_you_mean(type->text, {"RequestResponse", "Event"})));
  }
  if (!function || !is_known) {
    return std::nullopt;
  }
  const YamlNode* qualifier = target.given("qualifier");
  if (qualifier != nullptr && !function->qualifier.empty() && qualifier->text != function->qualifier) {
    target.complain(qualifier->at, "two_qualifiers",
                    fmt::format("the function's name says \"{}\" and this says \"{}\"; leave one of them out",
                                function->qualifier, qualifier->text));
    return std::nullopt;
  }
  FunctionTarget read;
  read.qualifier = qualifier == nullptr ? function->qualifier : qualifier->text;
  read.region = target.given("region") == nullptr ? function->region : target.text("region");
  read.is_event = type != nullptr && type->text == "Event";
  read.nonce_attribute = target.settings().get("ITK_TRACE_ID_ATTR").value_or("ITK_TRACE_ID");
  read.function = std::move(*function);
  return read;
}

std::unique_ptr<Delivery> make_function_delivery(FunctionTarget target, ShownRequest request,
                                                 MakeFunctionEvent make_event) {
  return std::make_unique<FunctionDelivery>(std::move(target), std::move(request), std::move(make_event));
}

}  // namespace itk::invoke

// Lambda Invoke as its SDK calls it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { Sandbox } from "./sandbox.js";

let sandbox, lambda, FunctionName;
before(async () => {
  sandbox = await Sandbox.start();
  lambda = sandbox.lambda();
  FunctionName = sandbox.environment.ITK_LAMBDA_FUNCTION_NAME;
});
after(() => sandbox.stop());

const invoke = (payload, more = {}) =>
  lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload), ...more }));
const parse = (answer) => JSON.parse(answer.Payload.transformToString());

test("the answer comes with version and log tail", async () => {
  const answer = await invoke({ userMessage: "Where is order 77?" }, { LogType: "Tail" });
  assert.equal(answer.StatusCode, 200);
  assert.equal(answer.ExecutedVersion, "$LATEST");
  assert.equal(parse(answer).answer, "Order 77 has shipped and arrives in two days.");
  const tail = Buffer.from(answer.LogResult, "base64").toString();
  assert.ok(tail.includes(`REPORT RequestId: ${answer.$metadata.requestId}`));
});

test("an ARN is a name too, and a qualifier chooses the version", async () => {
  const arn = `arn:aws:lambda:us-east-1:123456789012:function:${FunctionName}`;
  const answer = await invoke("Where is order 5?", { FunctionName: arn, Qualifier: "live" });
  assert.equal(answer.ExecutedVersion, "1");
});

test("Event and DryRun answer without a payload", async () => {
  assert.equal((await invoke({}, { InvocationType: "DryRun" })).StatusCode, 204);
  assert.equal((await invoke({}, { InvocationType: "Event" })).StatusCode, 202);
});

test("a function that raises is an answer, not an exception", async () => {
  const answer = await invoke({ scenario: "crash" });
  assert.equal(answer.StatusCode, 200);
  assert.equal(answer.FunctionError, "Unhandled");
  assert.equal(parse(answer).errorType, "KeyError");
});

test("an unknown function is refused", async () => {
  await assert.rejects(invoke({}, { FunctionName: "nobody" }), {
    name: "ResourceNotFoundException",
    message: /Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody/,
  });
});

test("a wrong secret is refused", async () => {
  const credentials = { ...sandbox.config().credentials, secretAccessKey: "wrong" };
  const refused = sandbox.lambda({ credentials }).send(new InvokeCommand({ FunctionName }));
  await assert.rejects(refused, { name: "InvalidSignatureException" });
});

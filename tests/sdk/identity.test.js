// Who calls, and how each service refuses a call that is not signed rightly.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { ListQueuesCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { Sandbox } from "./sandbox.js";

let sandbox;
before(async () => {
  sandbox = await Sandbox.start();
});
after(() => sandbox.stop());

const listQueues = (changes) => sandbox.sqs(changes).send(new ListQueuesCommand({}));
const describeGroups = (changes) => sandbox.logs(changes).send(new DescribeLogGroupsCommand({}));
const getIdentity = (changes) => sandbox.sts(changes).send(new GetCallerIdentityCommand({}));

test("GetCallerIdentity says account and user", async () => {
  const identity = await getIdentity();
  assert.equal(identity.Account, "123456789012");
  assert.equal(identity.Arn, "arn:aws:iam::123456789012:user/itk-sandbox");
});

test("a wrong secret is refused", async () => {
  const credentials = { ...sandbox.config().credentials, secretAccessKey: "wrong" };
  await assert.rejects(listQueues({ credentials }), { name: "SignatureDoesNotMatch" });
  await assert.rejects(describeGroups({ credentials }), { name: "InvalidSignatureException" });
  await assert.rejects(getIdentity({ credentials }), { name: "SignatureDoesNotMatch" });
});

test("an unknown access key is refused", async () => {
  const credentials = { ...sandbox.config().credentials, accessKeyId: "AKIAUNKNOWN" };
  await assert.rejects(listQueues({ credentials }), { name: "InvalidClientTokenId" });
  await assert.rejects(describeGroups({ credentials }), { name: "UnrecognizedClientException" });
  await assert.rejects(getIdentity({ credentials }), { name: "InvalidClientTokenId" });
});

test("a clock that is an hour late is refused, and a client that corrects itself gets through", async () => {
  const late = { systemClockOffset: -3_600_000 };
  await assert.rejects(describeGroups(late), { name: "InvalidSignatureException", message: /Signature expired/ });
  const corrected = await describeGroups({ ...late, maxAttempts: 3 });
  assert.equal(corrected.$metadata.attempts, 2);
});

test("a long poll does not keep the sandbox from ending", async () => {
  const other = await Sandbox.start();
  const client = other.sqs();
  const waiting = client
    .send(new ReceiveMessageCommand({ QueueUrl: `${other.environment.ITK_SQS_QUEUE_URL}-dlq`, WaitTimeSeconds: 20 }))
    .catch((error) => error);
  await client.send(new ListQueuesCommand({}));
  const started = performance.now();
  assert.equal(await other.stop(), 0);
  assert.ok(performance.now() - started < 5_000);
  await waiting;
});

// The SDK checks the MD5 sums of bodies and attributes itself: a wrong one fails the call.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { eventually, Sandbox } from "./sandbox.js";

let sandbox, sqs;
before(async () => {
  sandbox = await Sandbox.start("--no-demo");
  sqs = sandbox.sqs();
});
after(() => sandbox.stop());

const create = async (QueueName, Attributes) =>
  (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl;
const send = (QueueUrl, MessageBody, more = {}) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
const receive = async (QueueUrl, more = {}) =>
  (await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...more }))).Messages ?? [];

test("a queue is found by its name and listed", async () => {
  const url = await create("found");
  assert.equal((await sqs.send(new GetQueueUrlCommand({ QueueName: "found" }))).QueueUrl, url);
  const { QueueUrls } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: "fou" }));
  assert.deepEqual(QueueUrls, [url]);
});

test("attributes can be read and set", async () => {
  const QueueUrl = await create("attributes", { VisibilityTimeout: "45" });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { DelaySeconds: "3" } }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
  assert.equal(Attributes.VisibilityTimeout, "45");
  assert.equal(Attributes.DelaySeconds, "3");
  assert.equal(Attributes.QueueArn, "arn:aws:sqs:us-east-1:123456789012:attributes");
  assert.equal(Attributes.ApproximateNumberOfMessages, "0");
});

test("a message arrives with its attributes, and is gone when deleted", async () => {
  const QueueUrl = await create("roundtrip");
  const sent = await send(QueueUrl, "grüße 👋", {
    MessageAttributes: {
      text: { DataType: "String", StringValue: "v" },
      number: { DataType: "Number.int", StringValue: "42" },
      bytes: { DataType: "Binary", BinaryValue: new Uint8Array([0, 255, 7]) },
    },
    MessageSystemAttributes: {
      AWSTraceHeader: { DataType: "String", StringValue: "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1" },
    },
  });
  assert.match(sent.MD5OfMessageSystemAttributes, /^[0-9a-f]{32}$/);
  const [message] = await receive(QueueUrl, {
    MessageAttributeNames: ["All"],
    MessageSystemAttributeNames: ["All"],
  });
  assert.equal(message.MessageId, sent.MessageId);
  assert.equal(message.Body, "grüße 👋");
  assert.equal(message.MessageAttributes.number.StringValue, "42");
  assert.deepEqual([...message.MessageAttributes.bytes.BinaryValue], [0, 255, 7]);
  assert.equal(message.MD5OfMessageAttributes, sent.MD5OfMessageAttributes);
  assert.equal(message.Attributes.AWSTraceHeader, "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1");
  assert.equal(message.Attributes.ApproximateReceiveCount, "1");
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
  assert.equal(Attributes.ApproximateNumberOfMessagesNotVisible, "0");
});

test("a batch is sent, received and deleted", async () => {
  const QueueUrl = await create("batch");
  const { Successful } = await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: ["a", "b", "c"].map((Id) => ({ Id, MessageBody: `body of ${Id}` })),
    }),
  );
  assert.deepEqual(Successful.map((each) => each.Id), ["a", "b", "c"]);
  const messages = await receive(QueueUrl, { MaxNumberOfMessages: 10 });
  assert.equal(messages.length, 3);
  const deleted = await sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl,
      Entries: [
        ...messages.map((each, index) => ({ Id: `m${index}`, ReceiptHandle: each.ReceiptHandle })),
        { Id: "bad", ReceiptHandle: "nonsense" },
      ],
    }),
  );
  assert.equal(deleted.Successful.length, 3);
  assert.equal(deleted.Failed[0].Code, "ReceiptHandleIsInvalid");
});

test("a long poll waits for a message", async () => {
  const QueueUrl = await create("longpoll");
  const waiting = receive(QueueUrl, { WaitTimeSeconds: 20 });
  await send(QueueUrl, "here");
  assert.equal((await waiting)[0].Body, "here");
});

test("a long poll without a message ends empty after its time", async () => {
  const QueueUrl = await create("emptypoll");
  const started = performance.now();
  assert.deepEqual(await receive(QueueUrl, { WaitTimeSeconds: 1 }), []);
  assert.ok(performance.now() - started > 900);
});

test("a message comes back when its visibility ends", async () => {
  const QueueUrl = await create("visibility");
  await send(QueueUrl, "again");
  const [first] = await receive(QueueUrl, { VisibilityTimeout: 600 });
  assert.deepEqual(await receive(QueueUrl), []);
  await sqs.send(
    new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: first.ReceiptHandle, VisibilityTimeout: 0 }),
  );
  const [second] = await receive(QueueUrl, { MessageSystemAttributeNames: ["ApproximateReceiveCount"] });
  assert.equal(second.MessageId, first.MessageId);
  assert.equal(second.Attributes.ApproximateReceiveCount, "2");
});

test("a purged queue is empty", async () => {
  const QueueUrl = await create("purged");
  await send(QueueUrl, "x");
  await sqs.send(new PurgeQueueCommand({ QueueUrl }));
  assert.deepEqual(await receive(QueueUrl), []);
});

test("FIFO keeps the order of a group and drops duplicates", async () => {
  const QueueUrl = await create("ordered.fifo", { FifoQueue: "true" });
  const put = (body, group, id) => send(QueueUrl, body, { MessageGroupId: group, MessageDeduplicationId: id });
  const first = await put("1", "g", "one");
  const again = await put("1", "g", "one");
  const second = await put("2", "g", "two");
  await put("3", "h", "three");
  assert.equal(again.MessageId, first.MessageId);
  assert.ok(BigInt(second.SequenceNumber) > BigInt(first.SequenceNumber));

  const [head] = await receive(QueueUrl, { MaxNumberOfMessages: 1 });
  assert.equal(head.Body, "1");
  const others = await receive(QueueUrl, { MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All"] });
  assert.deepEqual(others.map((each) => each.Body), ["3"], "2 waits for 1");
  assert.equal(others[0].Attributes.MessageGroupId, "h");
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: head.ReceiptHandle }));
  assert.equal((await receive(QueueUrl))[0].Body, "2");
});

test("a message that is received too often lands in the dead-letter queue", async () => {
  const dead = await create("dead");
  const QueueUrl = await create("dying", {
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: "arn:aws:sqs:us-east-1:123456789012:dead",
      maxReceiveCount: 2,
    }),
  });
  await send(QueueUrl, "poison");
  for (const _ of [1, 2]) {
    assert.equal((await receive(QueueUrl, { VisibilityTimeout: 0 })).length, 1);
  }
  assert.deepEqual(await receive(QueueUrl), []);
  const [found] = await eventually(async () => {
    const messages = await receive(dead, { MessageSystemAttributeNames: ["All"] });
    return messages.length > 0 && messages;
  });
  assert.equal(found.Body, "poison");
  assert.equal(found.Attributes.DeadLetterQueueSourceArn, "arn:aws:sqs:us-east-1:123456789012:dying");
});

test("errors have the names by which programs know them", async () => {
  const QueueUrl = await create("errors");
  const fifo = await create("errors.fifo", { FifoQueue: "true" });
  await assert.rejects(sqs.send(new GetQueueUrlCommand({ QueueName: "none" })), (error) => {
    assert.equal(error.name, "QueueDoesNotExist");
    assert.equal(error.$metadata.httpStatusCode, 400);
    assert.match(error.$metadata.requestId, /^[0-9a-f-]{36}$/);
    return true;
  });
  await assert.rejects(send(`${QueueUrl}-none`, "x"), { name: "QueueDoesNotExist" });
  await assert.rejects(send(fifo, "x"), { name: "MissingParameter" });
  await assert.rejects(send(QueueUrl, "\u0001"), { name: "InvalidMessageContents" });
  await assert.rejects(receive(QueueUrl, { MaxNumberOfMessages: 11 }), { name: "InvalidParameterValue" });
  await assert.rejects(create("errors", { DelaySeconds: "9" }), { name: "QueueNameExists" });
  await assert.rejects(
    sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: "nonsense" })),
    { name: "ReceiptHandleIsInvalid" },
  );
  await assert.rejects(
    sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [] })),
    { name: "EmptyBatchRequest" },
  );
  const same = { Id: "a", MessageBody: "x" };
  await assert.rejects(
    sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [same, same] })),
    { name: "BatchEntryIdsNotDistinct" },
  );
});

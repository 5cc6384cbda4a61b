// Sends messages with the AWS SDK for JavaScript v3: javascript_peer.mjs send|batch CONCURRENCY MESSAGES.
// bench/invoke/run sets the environment. The SDK is the one that tests/sdk locks.
import { writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../tests/sdk/package.json", import.meta.url));
const { SQSClient, SendMessageBatchCommand, SendMessageCommand } = require("@aws-sdk/client-sqs");
const { NodeHttpHandler } = require("@smithy/node-http-handler");

const [mode, concurrency, messages] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const env = process.env;
const QueueUrl = env.BENCH_QUEUE_URL;
const text = (StringValue) => ({ DataType: "String", StringValue });
const message = () => ({
  MessageBody: env.BENCH_BODY,
  MessageAttributes: { ITK_TRACE_ID: text(env.BENCH_NONCE), traceparent: text(env.BENCH_TRACEPARENT) },
  MessageSystemAttributes: { AWSTraceHeader: text(env.BENCH_TRACE_HEADER) },
});
const agent = { keepAlive: true, maxSockets: concurrency };
const sqs = new SQSClient({
  maxAttempts: 1,
  requestHandler: new NodeHttpHandler({ httpAgent: new http.Agent(agent), httpsAgent: new https.Agent(agent) }),
});

async function send() {
  if (mode === "send") return sqs.send(new SendMessageCommand({ QueueUrl, ...message() }));
  const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: String(index), ...message() }));
  const { Successful } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  if (Successful.length !== Entries.length) throw new Error("a message of a batch was not sent");
}

async function sendAll(calls) {
  let left = calls;
  const work = async () => {
    while (left-- > 0) await send();
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}

await sendAll(Math.max(1000, 4 * concurrency)); // connections are open, the code is compiled
await (await fetch(`${env.BENCH_CONTROL}/reset`)).text();
const before = process.cpuUsage();
await sendAll(mode === "send" ? messages : messages / 10);
const { user, system } = process.cpuUsage(before);
writeFileSync(env.BENCH_REPORT, JSON.stringify({ client_cpu_seconds: (user + system) / 1e6 }));
sqs.destroy();

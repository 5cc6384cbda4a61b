// Reads all pages of a window with the paginator of the AWS SDK for JavaScript v3: javascript_peer.mjs.
// bench/collect/run sets the environment. The SDK is the one that tests/sdk locks.
import { writeFileSync } from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../tests/sdk/package.json", import.meta.url));
const { CloudWatchLogsClient, paginateFilterLogEvents } = require("@aws-sdk/client-cloudwatch-logs");
const { NodeHttpHandler } = require("@smithy/node-http-handler");

const env = process.env;
const [begin, end] = [Number(env.BENCH_START_MS), Number(env.BENCH_END_MS)];
const client = new CloudWatchLogsClient({
  maxAttempts: 1,
  requestHandler: new NodeHttpHandler({ httpAgent: new http.Agent({ keepAlive: true, maxSockets: 1 }) }),
});

async function read(startTime, endTime) {
  let [pages, events] = [0, 0];
  for await (const page of paginateFilterLogEvents({ client }, { logGroupName: env.BENCH_GROUP, startTime, endTime })) {
    pages += 1;
    events += page.events.length;
  }
  return { read_pages: pages, read_events: events };
}

await read(begin, begin + 20_000); // the connection is open, the code is compiled
await (await fetch(`${env.BENCH_CONTROL}/reset`)).text();
const before = process.cpuUsage();
const counts = await read(begin, end);
const { user, system } = process.cpuUsage(before);
writeFileSync(env.BENCH_REPORT, JSON.stringify({ client_cpu_seconds: (user + system) / 1e6, ...counts }));
client.destroy();

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  paginateFilterLogEvents,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { eventually, Sandbox } from "./sandbox.js";

let sandbox, logs;
const logGroupName = "/sdk/test";
const logStreamName = "stream";
const first = Date.now() - 60_000;

before(async () => {
  sandbox = await Sandbox.start("--no-demo", "--delay-most-ms", "400", "--empty-page-every", "2");
  logs = sandbox.logs();
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  await logs.send(
    new PutLogEventsCommand({
      logGroupName,
      logStreamName,
      logEvents: Array.from({ length: 20 }, (_, index) => ({
        timestamp: first + index,
        message: index % 2 ? `odd ${index}` : `even ${index}`,
      })),
    }),
  );
  await eventually(async () => (await readAll({})).events.length === 20);
});
after(() => sandbox.stop());

async function readAll(more) {
  const result = { events: [], emptyPages: 0 };
  const pages = paginateFilterLogEvents({ client: logs }, { logGroupName, ...more });
  for await (const page of pages) {
    if (page.events.length === 0 && page.nextToken) result.emptyPages += 1;
    result.events.push(...page.events);
  }
  return result;
}

test("the paginator reads everything once, over pages that are empty though a token is there", async () => {
  let emptyPages = 0;
  for (const _ of [1, 2]) {
    const all = await readAll({ limit: 3 });
    emptyPages += all.emptyPages;
    assert.deepEqual(all.events.map((event) => event.timestamp), Array.from({ length: 20 }, (_, index) => first + index));
    assert.equal(new Set(all.events.map((event) => event.eventId)).size, 20);
    assert.ok(all.events.every((event) => /^\d{56}$/.test(event.eventId)));
    assert.ok(all.events.every((event) => event.ingestionTime > event.timestamp));
  }
  assert.ok(emptyPages >= 1);
});

test("both ends of the time range are inclusive", async () => {
  const { events } = await readAll({ startTime: first + 3, endTime: first + 5 });
  assert.deepEqual(events.map((event) => event.message), ["odd 3", "even 4", "odd 5"]);
});

test("a filter pattern selects by terms", async () => {
  assert.equal((await readAll({ filterPattern: "odd" })).events.length, 10);
  assert.equal((await readAll({ filterPattern: "odd -7" })).events.length, 8);
  await assert.rejects(logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern: '"open' })), {
    name: "InvalidParameterException",
  });
});

test("an event cannot be found before it has been ingested", async () => {
  const timestamp = Date.now();
  await logs.send(
    new PutLogEventsCommand({ logGroupName, logStreamName, logEvents: [{ timestamp, message: "fresh" }] }),
  );
  assert.deepEqual((await readAll({ startTime: timestamp })).events, []);
  const event = await eventually(async () => (await readAll({ startTime: timestamp })).events[0]);
  assert.ok(event.ingestionTime - timestamp >= 150);
});

test("GetLogEvents goes forward until its own token comes back", async () => {
  const messages = [];
  let nextToken;
  for (;;) {
    const page = await logs.send(
      new GetLogEventsCommand({ logGroupName, logStreamName, endTime: first + 20, limit: 6, startFromHead: true, nextToken }),
    );
    messages.push(...page.events.map((event) => event.message));
    if (page.nextForwardToken === nextToken) break;
    nextToken = page.nextForwardToken;
  }
  assert.equal(messages.length, 20);
  assert.equal(messages[0], "even 0");
});

test("GetLogEvents begins with the newest page, and its end is exclusive", async () => {
  const page = await logs.send(
    new GetLogEventsCommand({ logGroupName, logStreamName, endTime: first + 10, limit: 2 }),
  );
  assert.deepEqual(page.events.map((event) => event.message), ["even 8", "odd 9"]);
  const older = await logs.send(
    new GetLogEventsCommand({ logGroupName, logStreamName, limit: 2, nextToken: page.nextBackwardToken }),
  );
  assert.deepEqual(older.events.map((event) => event.message), ["even 6", "odd 7"]);
});

test("groups and streams can be described", async () => {
  const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/sdk" }));
  assert.equal(logGroups[0].arn, "arn:aws:logs:us-east-1:123456789012:log-group:/sdk/test:*");
  const { logStreams } = await logs.send(
    new DescribeLogStreamsCommand({ logGroupName, orderBy: "LastEventTime", descending: true }),
  );
  assert.equal(logStreams[0].logStreamName, logStreamName);
  assert.equal(logStreams[0].firstEventTimestamp, first);
});

test("what is too new is rejected by its index", async () => {
  const { rejectedLogEventsInfo } = await logs.send(
    new PutLogEventsCommand({
      logGroupName,
      logStreamName,
      logEvents: [
        { timestamp: Date.now(), message: "kept" },
        { timestamp: Date.now() + 3 * 3_600_000, message: "from the future" },
      ],
    }),
  );
  assert.equal(rejectedLogEventsInfo.tooNewLogEventStartIndex, 1);
});

test("errors have the names by which programs know them", async () => {
  await assert.rejects(logs.send(new FilterLogEventsCommand({ logGroupName: "/none" })), (error) => {
    assert.equal(error.name, "ResourceNotFoundException");
    assert.match(error.$metadata.requestId, /^[0-9a-f-]{36}$/);
    return true;
  });
  await assert.rejects(logs.send(new CreateLogGroupCommand({ logGroupName })), {
    name: "ResourceAlreadyExistsException",
  });
  await assert.rejects(logs.send(new FilterLogEventsCommand({ logGroupName, nextToken: "nonsense" })), {
    name: "InvalidParameterException",
  });
  await assert.rejects(
    logs.send(
      new PutLogEventsCommand({
        logGroupName,
        logStreamName,
        logEvents: [
          { timestamp: 2, message: "second" },
          { timestamp: 1, message: "first" },
        ],
      }),
    ),
    { name: "InvalidParameterException" },
  );
});

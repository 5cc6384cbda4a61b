// A stream with one case of each status, and the JUnit file that itk-compare makes of it.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const run = {
  itk: "run/1", run: "R1", suite: "demo", mode: "live", endpoint: "custom", region: "us-east-1", version: "0.1.0",
  start: "2026-11-20T08:00:00.000Z",
};

function records(id, { status = "sent", complete = true, attempt = 1, spanStatus = "ok", expected = "no_error_spans" }) {
  const inv = `I-${id}`;
  const span = {
    itk: "span/1", span: `s-${id}`, trace: inv, inv, component: "agent:gatekeeper", operation: "InvokeAgent",
    kind: "client", start: "2026-11-20T08:00:00.100Z", end: "2026-11-20T08:00:00.350Z", attempt, status: spanStatus,
    error: spanStatus === "error" ? { code: "Throttled", message: "Rate ]]> <exceeded> \u001b[31m" } : undefined,
  };
  return [
    { itk: "invocation/1", inv, run: "R1", case: id, file: `cases/${id}.yaml`, line: 1, iteration: 1,
      entrypoint: "sqs_event", expected: [{ name: expected, at: [`cases/${id}.yaml`, 14, 7] }] },
    { itk: "answer/1", inv, status, attempts: 1, reason: status === "skipped" ? "no fixture" : undefined },
    ...(status === "skipped" ? [] : [
      { itk: "collection/1", inv, complete, reason: complete ? undefined : "no REPORT", events: 1, late: 0, pages: 1,
        api_calls: 1, throttles: 0, bytes: 1 },
      span,
      { itk: "trace/1", trace: inv, inv, signature: "0", duration_ms: 250, spans: 1, errors: 0, retries: 0,
        throttles: 0, cold_starts: 0, orphans: 0, completeness: "complete" },
    ]),
  ];
}

const stream = [
  run,
  ...records("passed", {}),
  ...records("warning", { attempt: 2 }),
  ...records("failed", { spanStatus: "error" }),
  ...records("error", { complete: false }),
  ...records("skipped", { status: "skipped" }),
  { itk: "end/1", stage: "itk-correlate", read: 0, written: 0, exit: 0, sha256: "0" },
].map((record) => JSON.stringify(record) + "\n").join("");

// The path and the text of the report in this dialect.
export function report(dialect) {
  const path = join(mkdtempSync(join(tmpdir(), "itk-junit-")), "junit.xml");
  const { status, stderr } = spawnSync(process.env.ITK_COMPARE, ["--junit", path, "--junit-dialect", dialect],
    { input: stream, encoding: "utf8" });
  if (status !== 1) {
    throw new Error(`itk-compare ended with ${status} instead of 1: ${stderr}`);
  }
  return { path, text: readFileSync(path, "utf8") };
}

export const dialects = ["github", "jenkins"];

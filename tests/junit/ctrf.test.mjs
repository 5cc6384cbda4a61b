import assert from "node:assert/strict";
import { test } from "node:test";
import { convertJUnitToCTRFReport } from "junit-to-ctrf";
import { dialects, report } from "./statuses.mjs";

for (const dialect of dialects) {
  test(`junit-to-ctrf reads the ${dialect} dialect`, async () => {
    const { results } = await convertJUnitToCTRFReport(report(dialect).path);
    assert.equal(results.summary.tests, 5);
    const tests = Object.fromEntries(results.tests.map((t) => [t.name.replace(/^demo: /, ""), t]));
    assert.equal(tests.passed.status, "passed");
    assert.equal(tests.passed.duration, 250);
    assert.equal(tests.warning.status, "passed");
    assert.equal(tests.warning.flaky, true);
    assert.equal(tests.failed.status, "failed");
    assert.match(tests.failed.message, /no_error_spans/);
    assert.equal(tests.error.status, "failed");
    assert.equal(tests.skipped.status, "skipped");
    assert.equal(tests.failed.filePath, dialect === "github" ? "cases/failed.yaml" : undefined);
  });
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "junit2json";
import { dialects, report } from "./statuses.mjs";

for (const dialect of dialects) {
  test(`junit2json reads the ${dialect} dialect`, async () => {
    const suites = await parse(report(dialect).text);
    assert.equal(suites.tests, 5);
    assert.equal(suites.failures, 1);
    assert.equal(suites.errors, 1);
    const [suite] = suites.testsuite;
    assert.equal(suite.name, "demo");
    assert.equal(suite.skipped, 1);
    assert.equal(suite.properties.find((property) => property.name === "endpoint").value, "custom");
    const cases = Object.fromEntries(suite.testcase.map((testcase) => [testcase.name, testcase]));
    assert.equal(cases.passed.classname, "itk.demo");
    assert.equal(cases.passed.time, 0.25);
    assert.equal(cases.passed.failure, undefined);
    assert.equal(cases.warning.failure, undefined);
    assert.equal(cases.failed.failure[0].type, "itk.no_error_spans");
    assert.match(cases.failed.failure[0].inner, /^cases\/failed\.yaml:14:7: no_error_spans: expected .*Rate \]\]> <exceeded> \uFFFD\[31m/);
    assert.match(cases.error.error[0].message, /no REPORT/);
    assert.equal(cases.skipped.skipped[0].message, "no fixture");
  });
}

// count.mjs REPORT STATUS: prints "PASSED FAILED" from vitest's JSON report and the exit code of the run. A test file
// that broke before its first test, a run that failed for another reason, and one that ran no test count as failures.
import { readFileSync } from "node:fs";

const [report, status] = process.argv.slice(2);

const read = () => {
  try {
    return JSON.parse(readFileSync(report, "utf8"));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, testResults: [] };
  }
};

const { numPassedTests, numFailedTests, testResults } = read();
const broken = testResults.filter(
  (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
).length;
const named = numFailedTests + broken;
const unnamed = named === 0 && (status !== "0" || numPassedTests === 0) ? 1 : 0;
console.log(`${numPassedTests} ${named + unnamed}`);

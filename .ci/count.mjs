// Prints the totals of vitest's JSON reports as the last line; what was skipped, and why, stands above it.
import { readFileSync } from 'node:fs';

const reports = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, 'utf8')));

function total(...names) {
  return reports.reduce((sum, report) => sum + names.reduce((part, name) => part + report[name], 0), 0);
}

console.log(
  `${total('numPassedTests')} passed, ${total('numFailedTests')} failed, ${total('numPendingTests', 'numTodoTests')} skipped`,
);

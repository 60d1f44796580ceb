// Prints how many tests of which files were skipped in vitest's JSON reports, and the totals as the last line. Why they were
// skipped stands after each run.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const reports = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, 'utf8')));

function total(...names) {
  return reports.reduce((sum, report) => sum + names.reduce((part, name) => part + report[name], 0), 0);
}

for (const { name, assertionResults } of reports.flatMap(({ testResults }) => testResults)) {
  const skipped = assertionResults.filter(({ status }) => ['skipped', 'pending', 'todo'].includes(status)).length;
  if (skipped > 0) {
    console.log(`${skipped} skipped in ${relative(process.cwd(), name)}`);
  }
}
console.log(
  `${total('numPassedTests')} passed, ${total('numFailedTests')} failed, ${total('numPendingTests', 'numTodoTests')} skipped`,
);

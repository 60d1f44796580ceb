// Lists what was skipped, then prints the totals of vitest's JSON report as the last line.
import { readFileSync } from 'node:fs';

const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
  readFileSync(process.argv[2] ?? '', 'utf8'),
);
for (const { name, assertionResults } of testResults) {
  const skipped = assertionResults.filter(
    ({ status }) => status === 'skipped' || status === 'pending' || status === 'todo',
  );
  for (const { fullName } of skipped) {
    console.log(
      `skipped: ${name.replace(`${process.cwd()}/`, '')}: ${fullName} (its reason stands above, where it was skipped)`,
    );
  }
}
console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests + numTodoTests} skipped`);

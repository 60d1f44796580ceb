import { readFileSync } from 'node:fs';

import { PACKAGE_FOLDER } from '../../support/package-folder.ts';
import { stepFor, type Situation, type Step } from './step.ts';

/** The example holds the same files, so that CI runs what is written here. */
const FOLDER = new URL('examples/go/dbtest/', PACKAGE_FOLDER);

/** A package for the tests of all others, and its own test. */
export function planGo({ repository }: Situation): Step[] {
  const files = [
    ['dbtest.go', 'gives each test a migrated database'],
    ['database_test.go', 'a first test with a database of its own'],
  ] as const;
  return files.map(([file, why]) =>
    stepFor(repository, { path: `dbtest/${file}`, why, content: readFileSync(new URL(file, FOLDER), 'utf8') }),
  );
}

import '../support/disposal.ts';

import { expect } from 'vitest';

import { toBeIdempotent, toBeReversible } from './migration-matchers.ts';
import { toHaveTable, toMatchSchemaSnapshot } from './schema-matchers.ts';
import { withHints } from './with-hints.ts';

export type { Verifiable } from './migration-matchers.ts';
export type { Queryable } from './schema-matchers.ts';

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- the one place that vitest 3 to 5 all read matchers' types from
  namespace Chai {
    interface Assertion {
      /**
       * Of a database (`db`, a client or a pool): there is a table or view of this name, as SQL would write it; and it has
       * these columns, each of this type, if they are given.
       */
      toHaveTable(name: string, columns?: Readonly<Record<string, string>>): Promise<void>;
      /**
       * Of a `db`: its schema as text is that of the file, by `toMatchFileSnapshot`: `vitest -u` writes it. The path is
       * relative to the test; `__snapshots__/<name of the test>.schema.txt` by default.
       */
      toMatchSchemaSnapshot(path?: string): Promise<void>;
      /** Of a folder of migrations, or options for `verifyMigrations`: every up can run again and changes nothing then. */
      toBeIdempotent(): Promise<void>;
      /** Of a folder of migrations, or options for `verifyMigrations`: every down restores the state before its up. */
      toBeReversible(): Promise<void>;
    }
  }
}

expect.extend({
  toHaveTable: (subject, name, columns) => withHints(() => toHaveTable(subject, name, columns)),
  toMatchSchemaSnapshot(subject, path) {
    return withHints(() => toMatchSchemaSnapshot.call(this, subject, path));
  },
  toBeIdempotent: (subject) => withHints(() => toBeIdempotent(subject)),
  toBeReversible: (subject) => withHints(() => toBeReversible(subject)),
});

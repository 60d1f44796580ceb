import { expect, test } from 'vitest';

import { formatError } from '../../src/report/error-report.ts';
import { styleFor } from '../../src/report/style.ts';
import { UsageError } from '../../src/support/errors.ts';

const plain = (error: unknown): string => formatError(error, styleFor(false, {})).join('\n');

const refused = (message: string): string =>
  plain(new UsageError(message, { code: 'INVALID_OPTION', hint: 'Correct it.' }));

test.for([
  ['unknown option -databse=postgres://u:secret@h:5/db?x=1', 'unknown option -databse=postgres://u:***@h:5/db?x=1'],
  ['unknown dataset "pgx5://u:se@c/ret@h/db"', 'unknown dataset "pgx5://u:***@h/db"'],
  ['no folder /a/postgres:/u:secret@h/db', 'no folder /a/postgres:/u:***@h/db'],
  ['bad: postgres://h/db?user=u&password=secret&x=1', 'bad: postgres://h/db?user=u&password=***&x=1'],
  ['two: a://u:secret@h and b://u:secret@h', 'two: a://u:***@h and b://u:***@h'],
  ['use postgresql://user:password@host:5432/db', 'use postgresql://user:password@host:5432/db'],
  ['see https://localhost:8080/a and me@example.org', 'see https://localhost:8080/a and me@example.org'],
] as const)('%s: no password of a URL is shown', ([message, shown]) => {
  expect(refused(message)).toBe(`error: ${shown}\nfix: Correct it.`);
});

test('nor in the trace of a fault', () => {
  expect(plain(new TypeError('postgres://u:secret@h'))).not.toContain('secret');
});

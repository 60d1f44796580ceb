import { expect, test } from 'vitest';

import { withGolangMigrateFlags } from '../../../src/cli/migrate/golang-migrate-flags.ts';
import { processTerminal } from '../../../src/cli/terminal.ts';

const terminal = processTerminal();

test.for([
  ['migrate -path m -database u up 1', 'migrate up --migrations m --database-url u 1'],
  [
    'migrate --path=m --database=u=1 -verbose down -all',
    'migrate down --migrations m --database-url u=1 --verbose --all',
  ],
  [
    'migrate -source file://m -lock-timeout 5 -prefetch=3 goto 4',
    'migrate goto --source file://m --lock-timeout 5 --prefetch 3 4',
  ],
  ['migrate -database u drop -f', 'migrate drop --database-url u --force'],
  ['migrate -verbose=false -database u force -- -1', 'migrate force --database-url u -- -1'],
  ['migrate -database u create -ext sql -dir d -seq name', 'migrate create --ext sql --dir d --seq name'],
  ['migrate -version', '--version'],
  ['migrate -help', 'migrate --help'],
  ['migrate -path m', 'migrate'],
] as const)('%s', ([given, ours]) => {
  const read = withGolangMigrateFlags(given.split(' '), terminal);
  expect(read.args.join(' ')).toBe(ours);
});

test.for([
  'migrate up --database-url u --migrations m 2',
  'migrate create --digits 4 name',
  'migrate --help',
  'verify -x',
])('%s stays as it is, and its output where it was', (given) => {
  const read = withGolangMigrateFlags(given.split(' '), terminal);
  expect(read.args.join(' ')).toBe(given);
  expect(read.terminal).toBe(terminal);
});

test("golang-migrate's commands print on stderr when they are written in its way, others do not", () => {
  expect(withGolangMigrateFlags(['migrate', '-database', 'u', 'version'], terminal).terminal.out).toBe(terminal.say);
  expect(withGolangMigrateFlags(['migrate', '-database', 'u', 'status'], terminal).terminal).toBe(terminal);
});

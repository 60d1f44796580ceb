import { expect, test } from 'vitest';

import { styleFor } from '../../src/report/style.ts';
import { formatTrace } from '../../src/report/trace.ts';
import type { TraceStep } from '../../src/verify/trace-migration.ts';

const UP: TraceStep = {
  title: 'up',
  file: '/m/000002_tariff.up.sql',
  ok: true,
  milliseconds: 12,
  error: [],
  changes: ['+ table public.tariff (1 column)'],
  off: [],
  goal: 'S1',
};

const DOWN: TraceStep = { ...UP, title: 'down', file: '/m/000002_tariff.down.sql', goal: 'S0' };

function text(steps: TraceStep[], width = 80): string {
  const trace = { version: 2n, name: 'tariff', serverVersion: '18.4', steps };
  return formatTrace(trace, { style: styleFor(false, {}), width }).join('\n');
}

test('a stair is shown step by step', () => {
  const again = { ...UP, title: 'up again', changes: [] };
  const down = { ...DOWN, changes: [], off: ['+ table public.tariff (1 column)'] };
  expect(text([UP, again, down])).toMatchInlineSnapshot(`
    "2_tariff on PostgreSQL 18.4

      S0  the state before the up
       │
       ▼  ✓ up (000002_tariff.up.sql, 12 ms): reaches S1
            + table public.tariff (1 column)
       │
       ▼  ✓ up again (000002_tariff.up.sql, 12 ms): reaches S1
            changes nothing
       │
       ▼  ✗ down (000002_tariff.down.sql, 12 ms): does not reach S0
            changes nothing
          differs from S0:
            + table public.tariff (1 column)"
  `);
});

test('a failed step shows the error and what it left behind', () => {
  const failed = { ...DOWN, ok: false, error: ['line 3: relation "x" does not exist (42P01)'], changes: [] };
  expect(text([failed])).toMatchInlineSnapshot(`
    "2_tariff on PostgreSQL 18.4

      S0  the state before the up
       │
       ▼  ✗ down (000002_tariff.down.sql, 12 ms): fails
            line 3: relation "x" does not exist (42P01)
            changes nothing"
  `);
});

test('long lines are broken to the width of the terminal', () => {
  const lines = text([{ ...UP, changes: [`+ table public.${'long '.repeat(20)}`] }], 40).split('\n');
  expect(lines.filter((line) => line.startsWith('        ')).every((line) => line.length <= 40)).toBe(true);
});

test('long names are broken to the width of the terminal, too', () => {
  const name = 'a_migration_with_a_name_that_says_everything';
  const steps = [{ ...DOWN, file: `/m/000002_${name}.down.sql`, off: ['+ table public.tariff'] }];
  const trace = { version: 20_260_101_120_000n, name, serverVersion: '18.4', steps };
  for (const width of [60, 80]) {
    const lines = formatTrace(trace, { style: styleFor(false, {}), width });
    expect(lines.filter((line) => line.length > width)).toEqual([]);
    expect(lines.join('').replaceAll(/\s+/g, ' ')).toContain('12 ms): does not reach S0');
  }
});

test('a line of SQL is cut off, so that the caret below it stays in its place', () => {
  const error = [`> 1 | SELECT ${'x, '.repeat(30)}`, '    |        ^'];
  const lines = text([{ ...UP, ok: false, error }], 40).split('\n');
  expect(lines.slice(6, 8)).toEqual([`        > 1 | SELECT ${'x, '.repeat(6)}…`, '            |        ^']);
});

test('a migration that is not reached has no steps', () => {
  expect(text([])).toBe('2_tariff on PostgreSQL 18.4\n\n  not reached: an up before it fails');
});

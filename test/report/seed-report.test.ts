import { expect, test } from 'vitest';

import type { DocumentFinding } from '../../src/energy/documents/check/document-report.ts';
import { formatDocumentReport, formatSeedReport } from '../../src/report/seed-report.ts';
import { styleFor } from '../../src/report/style.ts';

const finding: DocumentFinding = {
  table: 'heating.metadata',
  column: 'fabric_cost_breakdown',
  path: '[].cost',
  kind: 'wrong type',
  severity: 'error',
  message: 'expected number, found "free"',
  count: 1200,
  key: { dataset_id: 'a', part: null },
  example: '"free"',
};

test('a finding says where, what and how often, and shows a value and the query of a row', () => {
  const failedChecks = [{ table: 'heating.metadata', reason: 'permission denied for table thermal_model' }];
  const report = { findings: [finding], rows: 1500, skipped: ['weather.metadata'], failedChecks };
  expect(formatDocumentReport(report, styleFor(false, {}), 120)).toEqual([
    'error heating.metadata.fabric_cost_breakdown [].cost: expected number, found "free" (1,200 rows)',
    '  value: "free"',
    `  SELECT * FROM heating.metadata WHERE "dataset_id" = 'a' AND "part" IS NULL`,
    '',
    'Not checked, because the database does not have them: weather.metadata.',
    'Not all checks of heating.metadata ran: permission denied for table thermal_model.',
    '1,500 rows checked: 1 error, 0 warnings.',
  ]);
});

test('without findings the services accept all rows, if all checks ran', () => {
  const report = { findings: [], rows: 3, skipped: [], failedChecks: [] };
  const lines = (failedChecks: { table: string; reason: string }[]) =>
    formatDocumentReport({ ...report, failedChecks }, styleFor(false, {}), 80);
  expect(lines([])).toEqual(['3 rows checked: the services accept all of them.']);
  expect(lines([{ table: 'a.b', reason: 'permission denied for table b' }])).toEqual([
    'Not all checks of a.b ran: permission denied for table b.',
    '3 rows checked: the checks that ran found nothing.',
  ]);
});

test('what was left out comes with its statement and what to do then, and warnings come before the summary', () => {
  const report = {
    world: { seed: 1, clients: 1, sites: 1, noise: 'none' as const },
    span: { from: 0, to: 86_400_000 },
    shard: { number: 1, of: 1 },
    tables: [{ table: 'a.b', rows: 3 }],
    rows: 3,
    units: { written: 1, present: 0 },
    removed: 0,
    skipped: ['carbon_cache'],
    empty: [],
    leftOut: [{ reason: 'a.c: no such table', statement: 'CREATE TABLE a.c ();' }],
    warnings: ['Services refuse the bundles'],
    seconds: 1,
  };
  expect(formatSeedReport(report, styleFor(false, {}), 120).slice(3)).toEqual([
    'Skipped, because the database has no tables for them: carbon_cache.',
    'Left out: a.c: no such table.',
    '  CREATE TABLE a.c ();',
    'To write what was left out, run these statements, then the same command with --replace.',
    'Services refuse the bundles.',
    '3 rows in 1.0 s, 3 rows/s',
  ]);
});

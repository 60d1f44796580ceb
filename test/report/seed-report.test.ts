import { expect, test } from 'vitest';

import type { DocumentFinding } from '../../src/energy/documents/check/document-report.ts';
import { formatDocumentReport } from '../../src/report/seed-report.ts';
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
  const report = { findings: [finding], rows: 1500, skipped: ['weather.metadata'] };
  expect(formatDocumentReport(report, styleFor(false, {}), 120)).toEqual([
    'error heating.metadata.fabric_cost_breakdown [].cost: expected number, found "free" (1,200 rows)',
    '  value: "free"',
    `  SELECT * FROM heating.metadata WHERE "dataset_id" = 'a' AND "part" IS NULL`,
    '',
    'Not checked, because the database does not have them: weather.metadata.',
    '1,500 rows checked: 1 error, 0 warnings.',
  ]);
});

test('without findings the services accept all rows', () => {
  expect(formatDocumentReport({ findings: [], rows: 3, skipped: [] }, styleFor(false, {}), 80)).toEqual([
    '3 rows checked: the services accept all of them.',
  ]);
});

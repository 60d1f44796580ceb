import type { PageModel } from '../../../src/page/model.ts';
import { HOSTILE, emptyModel, made, madeMigration, madeTable, quoted } from '../made-model.ts';

const HOSTILE_TABLE = `public.${quoted(HOSTILE)}`;

/** A model with something in every part, in which every text that a user can choose is hostile. */
export function fullModel(): PageModel {
  return emptyModel({
    title: HOSTILE,
    migrations: [
      madeMigration(1, {
        name: 'sites',
        up: {
          path: 'migrations/000001_sites.up.sql',
          sql: `CREATE TABLE site (\n  id bigint, -- ${HOSTILE}\n  name text DEFAULT '${HOSTILE}'\n);\n`,
          lint: [
            {
              rule: 'prefer-identity',
              severity: 'warning',
              line: 2,
              what: HOSTILE,
              why: 'Because.',
              fix: 'Do it.',
              accepted: null,
            },
          ],
        },
        locks: [{ line: 1, object: HOSTILE_TABLE, mode: 'ACCESS EXCLUSIVE', rewrites: true, scans: true }],
        reversible: false,
        dataLost: [`The down drops ${HOSTILE}.`],
        dataAdded: [`table ${HOSTILE_TABLE}`, `column ${HOSTILE_TABLE}.note`],
        rows: [{ table: HOSTILE_TABLE, before: null, after: 2 }],
      }),
      madeMigration(2, { name: HOSTILE, down: null }),
      madeMigration(3, { name: 'fails' }),
    ],
    objects: [
      ...madeTable('public.site', [
        { name: 'id', comment: 'The key.' },
        { name: 'energy', comment: 'Energy, kWh.' },
      ]),
      ...madeTable(HOSTILE_TABLE, [{ name: 'id' }, { name: 'site_id', target: 'public.site', comment: HOSTILE }], 2),
      made('view', 'public.energies', { definition: { definition: 'SELECT 1;' } }),
      made('function', 'public.total(integer)', { definition: { body: `SELECT '${HOSTILE}'`, language: 'sql' } }),
      {
        ...made('table', 'public.old'),
        changes: [...made('table', 'public.old').changes, step({ at: 2, change: 'removed' })],
      },
    ],
    failure: {
      version: '3',
      file: 'migrations/000003_fails.up.sql',
      line: 1,
      lines: [`relation ${HOSTILE} does not exist`],
    },
    notes: [HOSTILE],
    data: {
      source: 'postgres://reader@localhost/site',
      tables: [
        { name: HOSTILE_TABLE, rows: 1234, exact: true, bytes: 81_920 },
        { name: 'public.site', rows: 5_000_000, exact: false, bytes: 3 * 1024 ** 3 },
      ],
      series: [
        {
          label: HOSTILE,
          table: 'public.site',
          column: 'time',
          from: '2024-01-01T00:00:00Z',
          to: '2024-12-31T23:30:00Z',
          rows: 17_568,
          gaps: [{ from: '2024-03-01T00:00:00Z', to: '2024-03-09T00:00:00Z', missing: 384 }],
          gapCount: 3,
          missing: 400,
          points: Array.from({ length: 100 }, (_, day) => [
            new Date(Date.UTC(2024, 0, 1 + 3 * day)).toISOString(),
            Math.sin(day / 5) * 40 + 50,
          ]),
          unit: 'kWh',
        },
      ],
      tree: [
        {
          label: HOSTILE,
          kind: 'client',
          detail: '2 sites',
          children: [{ label: 'site 1', kind: 'site', detail: '', children: [] }],
        },
      ],
    },
    production: {
      source: 'postgres://reader@localhost/site',
      version: '1',
      dirty: true,
      pending: ['2', '3'],
      drift: [
        {
          object: `table ${HOSTILE_TABLE}`,
          change: 'removed',
          lines: [`- ${HOSTILE}`],
          file: 'migrations/000001_sites.up.sql',
          line: 1,
        },
      ],
      notes: [HOSTILE],
    },
  });
}

function step(given: { at: number; change: 'removed' }): PageModel['objects'][number]['changes'][number] {
  return { ...given, summary: '', definition: {}, line: null };
}

import { expect, test } from 'vitest';

import { lintChain } from '../fixtures.ts';

const FIRST = `
  CREATE DOMAIN plain AS int; CREATE DOMAIN amount AS int CHECK (VALUE > 0);
  CREATE TABLE t (
    b text, v20 varchar(20), n102 numeric(10, 2), ts timestamp, ts3 timestamp(3), c5 char(5), oi oid, i int, x xml,
    nick citext UNIQUE, mail citext
  );`;

/** Whether PostgreSQL 18.4 rewrites the table for the type: seen by pg_relation_filenode, citext on 15.20. */
test.for<[change: string, ...found: string[]]>([
  ['v20 TYPE varchar(30)'],
  ['v20 TYPE varchar(10)', 'rewrites t'],
  ['v20 TYPE varchar(30) USING upper(v20)', 'rewrites t'],
  ['v20 TYPE text USING v20::text'],
  ['b TYPE varchar'],
  ['c5 TYPE char(10)', 'rewrites t'],
  ['n102 TYPE numeric(12, 2)'],
  ['n102 TYPE numeric(12)', 'rewrites t'],
  ['n102 TYPE numeric'],
  ['ts TYPE timestamptz', 'rewrites t, unless the TimeZone of the session is UTC'],
  ["ts TYPE timestamptz USING ts AT TIME ZONE 'UTC'", 'rewrites t'],
  ['ts3 TYPE timestamp(6)'],
  ['ts TYPE timestamp(3)', 'rewrites t'],
  ['oi TYPE regclass'],
  ['x TYPE text'],
  ['i TYPE plain'],
  ['i TYPE amount', 'rewrites t'],
  ['mail TYPE text'],
  ['b TYPE citext'],
  ['nick TYPE text', 'builds its indexes again'],
])('ALTER %s', async ([change, ...expected]) => {
  const { findings } = await lintChain([[FIRST], [`ALTER TABLE t ALTER ${change};`]], {
    only: ['type-rewrites-table'],
  });
  expect(findings.map(({ what }) => what.replace(/^the new type of \w+ /, ''))).toEqual(expected);
});

test.for([
  ['UTC', 0],
  ['Europe/Berlin', 1],
] as const)('timestamp becomes timestamptz under %s with %i findings', async ([zone, times]) => {
  const up = `SET LOCAL timezone = '${zone}'; ALTER TABLE t ALTER ts TYPE timestamptz;`;
  const { findings } = await lintChain([[FIRST], [up]], { only: ['type-rewrites-table'] });
  expect(findings).toHaveLength(times);
});

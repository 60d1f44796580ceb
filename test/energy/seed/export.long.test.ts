import { execFileSync } from 'node:child_process';

import { expect, test } from 'vitest';

import { exportWorld } from '../../../src/energy/seed/export-world.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import { testFolder } from './exported.ts';
import { days } from './small-world.ts';

const PYTHON = process.env['ELEMENTALDB_TEST_PYTHON'] ?? 'python3';

const WORLD = createWorld({ seed: 5, clients: 1, sites: 2, noise: 'realistic' });

/** Compares every table of Parquet with that of CSV in DuckDB, and reads series with pandas. */
const COMPARE = `
import json, os, sys
import duckdb, pandas
parquet, csv = sys.argv[1:]
different = {}
for table in sorted(name for name in os.listdir(csv) if '.json' not in name):
    read = lambda folder, how: f"SELECT * FROM {how}('{folder}/{table}/**/*', hive_partitioning = true"
    ours = duckdb.sql(read(parquet, 'read_parquet') + ')')
    # Lists and structs have another text in CSV than a cast reads: they are compared by their number.
    plain = [(name, str(kind)) for name, kind in zip(ours.columns, ours.types) if '[' not in str(kind) and '(' not in str(kind).replace('DECIMAL(', '')]
    names = ', '.join(f'CAST("{name}" AS {"VARCHAR" if kind == "JSON" else kind}) AS "{name}"' for name, kind in plain if kind != 'JSON')
    theirs = duckdb.sql(read(csv, 'read_csv') + ", all_varchar = true, header = true, nullstr = '')")
    one, other = (duckdb.sql(f'SELECT {names} FROM {each}') for each in ('ours', 'theirs'))
    rest = duckdb.sql('(SELECT * FROM one EXCEPT ALL SELECT * FROM other) UNION ALL (SELECT * FROM other EXCEPT ALL SELECT * FROM one)')
    different[table] = len(rest)
frame = pandas.read_parquet(f'{parquet}/client_meters.electricity_meters')
print(json.dumps({'different': different, 'type': str(frame.start_ts.dtype), 'rows': len(frame)}))
`;

/** Why the packages cannot be used; undefined if they can. */
function whyNot(): string | undefined {
  try {
    execFileSync(PYTHON, ['-c', 'import duckdb, pandas, pyarrow'], { stdio: 'pipe' });
    return undefined;
  } catch {
    return `${PYTHON} has no duckdb, pandas and pyarrow; set ELEMENTALDB_TEST_PYTHON to one that has`;
  }
}

test('DuckDB and pandas read exported files, and Parquet has the values of CSV', async (context) => {
  const reason = whyNot();
  context.skip(reason !== undefined, reason);
  using parquet = testFolder();
  using csv = testFolder();
  const span = days('2023-12-31', '2024-01-02');
  const report = await exportWorld(WORLD, parquet.path, { span, workers: 1 });
  await exportWorld(WORLD, csv.path, { span, format: 'csv', workers: 1 });
  const read: unknown = JSON.parse(execFileSync(PYTHON, ['-c', COMPARE, parquet.path, csv.path], { encoding: 'utf8' }));
  expect(read).toEqual({
    different: Object.fromEntries(report.tables.map(({ table }) => [table, 0])),
    type: 'datetime64[us, UTC]',
    rows: report.tables.find(({ table }) => table === 'client_meters.electricity_meters')?.rows,
  });
});

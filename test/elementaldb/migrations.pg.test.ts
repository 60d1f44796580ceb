import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { start, type StartedDatabase } from '../../src/databases/start.ts';
import { withConnection } from '../../src/postgres/connect.ts';

/** The database that this repository's own `migrations/` build. */
const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

let migrated: StartedDatabase;

beforeAll(async () => {
  migrated = await start({ migrations: MIGRATIONS, database: 'elementaldb', clientData: 'none' });
});

afterAll(() => migrated.stop());

async function rows<T extends object>(sql: string): Promise<T[]> {
  return withConnection(migrated.url, async (client) => (await client.query<T>(sql)).rows);
}

describe('the chain', () => {
  test('gives every schema, table, column and type a comment', async () => {
    const silent = await rows(`
      SELECT format('%I.%I.%I', nspname, relname, attname) AS object
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
       WHERE relkind IN ('r', 'p', 'c') AND NOT relispartition AND attnum > 0 AND NOT attisdropped
         AND nspname !~ '^(pg_|information_schema)' AND relname <> 'schema_migrations'
         AND col_description(attrelid, attnum) IS NULL
       UNION ALL
      SELECT format('%I.%I', nspname, relname) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
       WHERE relkind IN ('r', 'p') AND nspname !~ '^(pg_|information_schema)' AND relname <> 'schema_migrations'
         AND obj_description(pg_class.oid, 'pg_class') IS NULL
       UNION ALL
      SELECT nspname FROM pg_namespace
       WHERE nspname !~ '^(pg_|information_schema)' AND obj_description(oid, 'pg_namespace') IS NULL
       UNION ALL
      SELECT typname FROM pg_type JOIN pg_namespace ON pg_namespace.oid = typnamespace LEFT JOIN pg_class ON pg_class.oid = typrelid
       WHERE nspname !~ '^(pg_|information_schema)' AND (typtype IN ('e', 'd') OR relkind = 'c')
         AND obj_description(pg_type.oid, 'pg_type') IS NULL`);
    expect(silent).toEqual([]);
  });
});

describe('the database', () => {
  test('has the tables that services know', async () => {
    const tables = await rows<{ schema: string; tables: string[] }>(`
      SELECT nspname AS schema, array_agg(relname::text ORDER BY relname) AS tables
        FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
       WHERE relkind IN ('r', 'p') AND NOT relispartition AND nspname !~ '^(pg_|information_schema|public)'
       GROUP BY nspname ORDER BY nspname`);
    expect(Object.fromEntries(tables.map(({ schema, tables: names }) => [schema, names]))).toEqual({
      carbon_intensity: ['grid_co2', 'grid_co2_cache', 'gsp_regions', 'metadata'],
      client_info: ['clients', 'site_baselines', 'site_info', 'solar_locations'],
      client_meters: ['electricity_meters', 'electricity_meters_synthesised', 'gas_meters', 'metadata'],
      data_bundles: ['dataset_links', 'metadata'],
      heating: [
        'fabric_interventions',
        'feasible_interventions',
        'interventions',
        'metadata',
        'structure_elements',
        'structure_metadata',
        'synthesised',
        'thermal_model',
      ],
      job_queue: ['job_status'],
      optimisation: [
        'cost_models',
        'curated_results',
        'portfolio_results',
        'site_results',
        'site_task_config',
        'task_config',
        'task_results',
      ],
      renewables: ['metadata', 'solar_pv', 'wind'],
      tariffs: ['electricity', 'metadata'],
      weather: ['metadata', 'visual_crossing'],
    });
  });

  test('takes a row for every region of the grid, J included', async () => {
    await withConnection(migrated.url, async (client) => {
      await client.query(`BEGIN`);
      const { rowCount } = await client.query(`
        INSERT INTO carbon_intensity.grid_co2_cache (gsp_code, start_ts, end_ts)
        SELECT code, '2024-01-01Z', '2024-01-01 00:30Z'
          FROM unnest(string_to_array('uk,A,B,C,D,E,F,G,H,J,K,L,M,N,P', ',')) AS code`);
      expect(rowCount).toBe(15);
      await client.query('ROLLBACK');
    });
  });

  test('takes results that are missing, infinite or the largest float', async () => {
    await withConnection(migrated.url, async (client) => {
      await client.query('BEGIN');
      const task = '018f0000-0000-7000-8000-000000000001';
      await client.query(`INSERT INTO optimisation.task_config (task_id, optimiser_type) VALUES ($1, 'GridSearch')`, [
        task,
      ]);
      const { rows: kept } = await client.query(
        `INSERT INTO optimisation.portfolio_results
           (task_id, portfolio_id, metric_capex, metric_payback_horizon, metric_carbon_cost)
         VALUES ($1, gen_random_uuid(), NULL, 'Infinity', 3.4028234663852886e38)
         RETURNING metric_capex, metric_payback_horizon, metric_carbon_cost`,
        [task],
      );
      expect(kept).toEqual([
        { metric_capex: null, metric_payback_horizon: Infinity, metric_carbon_cost: 3.4028234663852886e38 },
      ]);
      await client.query('ROLLBACK');
    });
  });

  test('spreads the weather over eight partitions by place', async () => {
    const [partitions] = await rows<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_inherits WHERE inhparent = 'weather.visual_crossing'::regclass`,
    );
    expect(partitions).toEqual({ count: 8 });
  });
});

import type { Client } from 'pg';

import { keysOnce, type KeysOnce } from '../load/keys-once.ts';
import { openLoader, type Loader } from '../load/loader.ts';
import { readSchema } from '../schema/read-schema.ts';
import type { Schema } from '../schema/table-shape.ts';
import type { SeedDataset, Span } from './dataset.ts';
import type { AdaptBatch, SeedSource } from './seed-job.ts';
import { recordUnits, type SeedUnit } from './seed-units.ts';
import { extendMetadata, timeColumn } from './series.ts';

/** What one connection writes with. */
export interface Writing<C> {
  client: Client;
  schema: Schema;
  source: SeedSource<C>;
  datasets: ReadonlyMap<string, SeedDataset<C>>;
  adapt: AdaptBatch;
  /** Checks foreign keys in place of their triggers, where the role may. */
  keys: KeysOnce | undefined;
  /** Whether units are committed as they are done; otherwise the caller has a transaction for all of them. */
  commits: boolean;
}

/** One unit to be written: the whole of it, or pieces before and after what is present. */
export interface Task extends SeedUnit {
  /** The pieces that are missing; null if nothing of the unit is present. */
  pieces: readonly Span[] | null;
}

/** What was written: units and rows of each dataset, and rows of each table by its name as SQL needs it. */
export interface Written {
  units: Record<string, number>;
  datasetRows: Record<string, number>;
  tableRows: Record<string, number>;
}

const ROWS_PER_TRANSACTION = 100_000;

export async function prepareWriting<C>(client: Client, source: SeedSource<C>, commits: boolean): Promise<Writing<C>> {
  const schema = await readSchema(client);
  return {
    client,
    schema,
    source,
    datasets: new Map(source.datasetsFor(schema).map((dataset) => [dataset.name, dataset])),
    adapt: source.adapterFor(client, schema),
    keys: commits ? await keysOnce(client) : undefined,
    commits,
  };
}

/**
 * Writes units. Each is recorded in the transaction of its rows: whatever ends the work, the database has a unit as a
 * whole or not at all.
 *
 * @throws UsageError `LOAD_REFUSED`, `VALUE_DOES_NOT_FIT`
 */
export async function writeTasks<C>(writing: Writing<C>, tasks: readonly Task[]): Promise<Written> {
  const { client, schema, source, keys, commits } = writing;
  const loader = openLoader(client, schema, keys);
  const written: Written = { units: {}, datasetRows: {}, tableRows: {} };
  let done: SeedUnit[] = [];
  let rows = 0;
  const commit = async (): Promise<void> => {
    await loader.end();
    await recordUnits(client, source.key, done);
    if (commits) {
      await client.query('COMMIT');
      keys?.forget();
    }
    done = [];
    rows = 0;
  };
  try {
    for (const task of tasks) {
      if (done.length === 0 && commits) {
        await client.query('BEGIN');
      }
      const count = await writeTask(writing, loader, task);
      written.units[task.dataset] = (written.units[task.dataset] ?? 0) + 1;
      written.datasetRows[task.dataset] = (written.datasetRows[task.dataset] ?? 0) + count;
      done.push(task);
      rows += count;
      if (rows >= ROWS_PER_TRANSACTION) {
        await commit();
      }
    }
    if (done.length > 0) {
      await commit();
    }
  } catch (error) {
    await loader.abort();
    if (commits) {
      await client.query('ROLLBACK').catch(() => undefined);
      keys?.forget();
    }
    throw error;
  }
  loader.rows.forEach((count, table) => {
    written.tableRows[table] = count;
  });
  return written;
}

/** Returns the number of rows. */
async function writeTask<C>(
  { client, schema, source, datasets, adapt }: Writing<C>,
  loader: Loader,
  { dataset, index, span, pieces }: Task,
): Promise<number> {
  let rows = 0;
  for (const piece of pieces ?? [span]) {
    for (const batch of datasets.get(dataset)?.batches(source.context, index, piece) ?? []) {
      const adapted = await adapt(batch, () => loader.end());
      const table = schema.find(...batch.table);
      if (adapted === undefined || table === undefined) {
        continue;
      }
      if (pieces === null || timeColumn(table, adapted) !== null) {
        await loader.load(adapted);
        rows += adapted.rows;
      } else {
        // What is not a series exists since the first piece was written; only its span may be wider now.
        await loader.end();
        await extendMetadata(client, schema.types, table, adapted);
      }
    }
  }
  return rows;
}

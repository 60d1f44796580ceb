import type { Client } from 'pg';

import type { Dataset } from '../../energy/datasets/dataset.ts';
import type { Batch } from '../load/batch.ts';
import type { Catalog } from '../load/catalog.ts';
import type { KeysOnce } from '../load/keys-once.ts';
import { openLoader, type Loader } from '../load/loader.ts';
import type { World } from '../../energy/world/world.ts';
import type { AdaptBatch } from './adapt-batch.ts';
import { extendMetadata } from './extend-metadata.ts';
import { recordUnits, worldKey, type RecordedUnit } from './ledger.ts';
import type { Task } from './plan.ts';
import { timeColumn } from './series-table.ts';

/** What one connection writes with. */
export interface Writing {
  client: Client;
  catalog: Catalog;
  world: World;
  datasets: ReadonlyMap<string, Dataset>;
  adapt: AdaptBatch;
  /** Checks foreign keys in place of their triggers, where that is allowed. */
  keys: KeysOnce | undefined;
  /** Whether units are committed as they are done; else the caller has a transaction in which all of them go. */
  commits: boolean;
}

/** What was written: units and rows of each dataset, and rows of each table by its name as SQL needs it. */
export interface Written {
  units: Record<string, number>;
  datasetRows: Record<string, number>;
  tableRows: Record<string, number>;
}

/** After so many rows what is done is committed. */
const ROWS_OF_A_TRANSACTION = 100_000;

/**
 * Writes units, each with its entry in the ledger in the same transaction: whatever ends the work, a unit is there as a
 * whole or not at all.
 *
 * @throws UsageError `LOAD_REFUSED`, `VALUE_DOES_NOT_FIT`
 */
export async function writeTasks(writing: Writing, tasks: readonly Task[]): Promise<Written> {
  const { client, catalog, world, keys, commits } = writing;
  const loader = openLoader(client, catalog, keys);
  const written: Written = { units: {}, datasetRows: {}, tableRows: {} };
  let done: RecordedUnit[] = [];
  let rows = 0;
  const commit = async (): Promise<void> => {
    await loader.end();
    await recordUnits(client, worldKey(world.options), done);
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
      if (rows >= ROWS_OF_A_TRANSACTION) {
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

async function writeTask(
  writing: Writing,
  loader: Loader,
  { dataset: name, index, span, pieces }: Task,
): Promise<number> {
  const { world, datasets, adapt } = writing;
  const dataset = datasets.get(name);
  let rows = 0;
  for (const piece of pieces ?? [span]) {
    for (const batch of dataset?.batches(world, index, piece) ?? []) {
      const adapted = await adapt(batch, () => loader.end());
      if (adapted === undefined) {
        continue;
      }
      if (pieces === null || isSeries(writing, adapted)) {
        await loader.load(adapted);
        rows += adapted.rows;
      } else {
        await loader.end();
        await extend(writing, adapted);
      }
    }
  }
  return rows;
}

function isSeries({ catalog }: Writing, batch: Batch): boolean {
  const table = catalog.find(...batch.table);
  return table !== undefined && timeColumn(table, batch) !== null;
}

/** What is no series is there since the first piece was written; it may only reach further now. */
async function extend({ client, catalog }: Writing, batch: Batch): Promise<void> {
  const table = catalog.find(...batch.table);
  if (table !== undefined) {
    await extendMetadata(client, catalog.types, table, batch);
  }
}

import type { Client } from 'pg';

import { keysOnce, type KeysOnce } from '../load/keys-once.ts';
import { openLoader, type Loader } from '../load/loader.ts';
import { readSchema } from '../schema/read-schema.ts';
import type { Schema } from '../schema/table-shape.ts';
import type { SeedDataset, Span } from './dataset.ts';
import { existingRow, missingPartitions, missingPlaces, type FindMissingPartition, type LeftOut } from './left-out.ts';
import type { Written } from './progress.ts';
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
  findMissingPartition: FindMissingPartition;
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

const ROWS_PER_TRANSACTION = 100_000;

export async function prepareWriting<C>(client: Client, source: SeedSource<C>, commits: boolean): Promise<Writing<C>> {
  const schema = await readSchema(client);
  return {
    client,
    schema,
    source,
    datasets: new Map(source.datasetsFor(schema).map((dataset) => [dataset.name, dataset])),
    adapt: source.adapterFor(client, schema),
    findMissingPartition: missingPartitions(client, schema),
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
  const written: Written = { units: {}, datasetRows: {}, tableRows: {}, leftOut: [] };
  const leftOut = new Map<string, LeftOut>();
  let done: SeedUnit[] = [];
  let rows = 0;
  let begun = false;
  const commit = async (): Promise<void> => {
    await loader.end();
    await recordUnits(client, source.key, done);
    if (commits) {
      await client.query('COMMIT');
      keys?.forget();
      begun = false;
    }
    done = [];
    rows = 0;
  };
  try {
    for (const task of tasks) {
      if (!begun && commits) {
        await client.query('BEGIN');
        begun = true;
      }
      const count = await writeTask(writing, loader, task, leftOut);
      if (count === undefined) {
        continue;
      }
      written.units[task.dataset] = (written.units[task.dataset] ?? 0) + 1;
      written.datasetRows[task.dataset] = (written.datasetRows[task.dataset] ?? 0) + count;
      done.push(task);
      rows += count;
      if (rows >= ROWS_PER_TRANSACTION) {
        await commit();
      }
    }
    if (done.length > 0 || begun) {
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
  written.leftOut.push(...leftOut.values());
  return written;
}

/** Returns the number of rows; undefined if a row of the unit exists already and is kept. */
async function writeTask<C>(
  { client, schema, source, datasets, adapt, findMissingPartition }: Writing<C>,
  loader: Loader,
  { dataset: name, index, span, pieces }: Task,
  leftOut: Map<string, LeftOut>,
): Promise<number | undefined> {
  const dataset = datasets.get(name);
  const leave = (found: LeftOut): void => void leftOut.set(found.reason, found);
  let rows = 0;
  for (const piece of pieces ?? [span]) {
    for (const batch of dataset?.batches(source.context, index, piece) ?? []) {
      missingPlaces(schema, batch).forEach(leave);
      const endCopy = (): Promise<void> => loader.end();
      if (dataset?.keepsExisting === true) {
        await endCopy();
        const existing = await existingRow(client, schema, batch);
        if (existing !== undefined) {
          leave(existing);
          return undefined;
        }
      }
      const noPartition = await findMissingPartition(batch, endCopy);
      if (noPartition !== undefined) {
        leave(noPartition);
        continue;
      }
      const adapted = await adapt(batch, endCopy);
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

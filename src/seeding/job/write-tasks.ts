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
import { beginWriting } from './seeding-lock.ts';
import { extendMetadata, timeColumn } from './series.ts';
import { beginLoad, createIndexes, type TableLoad } from './whole-tables/table-load.ts';

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
}

/** One unit to be written: the whole of it, or pieces before and after what is present. */
export interface Task extends SeedUnit {
  /** The pieces that are missing; null if nothing of the unit is present. */
  pieces: readonly Span[] | null;
}

const ROWS_PER_TRANSACTION = 100_000;

export async function prepareWriting<C>(client: Client, source: SeedSource<C>): Promise<Writing<C>> {
  const schema = await readSchema(client);
  return {
    client,
    schema,
    source,
    datasets: new Map(source.datasetsFor(schema).map((dataset) => [dataset.name, dataset])),
    adapt: source.adapterFor(client, schema),
    findMissingPartition: missingPartitions(client, schema),
    keys: await keysOnce(client),
  };
}

/** @param load what the tasks are part of; all tasks of a load go to one connection, without others between them */
export type WriteTasks = (tasks: readonly Task[], load?: TableLoad) => Promise<Written>;

/** The transaction of a connection, which a load keeps open from one call to the next. */
interface Transaction {
  isOpen: boolean;
  /** The statements that give the tables of a load their indexes back; undefined if units are committed one by one. */
  indexes: readonly string[] | undefined;
  /** The tables of a load that another session uses, so that their indexes stay. */
  inUse: readonly string[] | undefined;
}

/**
 * A function that writes units. Each is recorded in the transaction of its rows: whatever ends the work, the database has a unit as a
 * whole or not at all; and so it has the units of a load together.
 *
 * @throws UsageError `LOAD_REFUSED`, `VALUE_DOES_NOT_FIT`
 */
export function taskWriter<C>(writing: Writing<C>): WriteTasks {
  const transaction: Transaction = { isOpen: false, indexes: undefined, inUse: undefined };
  return async (tasks, load) => {
    try {
      return await writeTasks(writing, transaction, tasks, load);
    } catch (error) {
      await writing.client.query('ROLLBACK').catch(() => undefined);
      writing.keys?.forget();
      Object.assign(transaction, { isOpen: false, indexes: undefined });
      throw error;
    }
  };
}

async function writeTasks<C>(
  writing: Writing<C>,
  transaction: Transaction,
  tasks: readonly Task[],
  load: TableLoad | undefined,
): Promise<Written> {
  const { client, schema, source, keys } = writing;
  const loader = openLoader(client, schema, keys);
  const written: Written = { units: {}, datasetRows: {}, tableRows: {}, leftOut: [] };
  const leftOut = new Map<string, LeftOut>();
  let done: SeedUnit[] = [];
  let rows = 0;
  const record = async (): Promise<void> => {
    await loader.end();
    await recordUnits(client, source.key, done);
    done = [];
    rows = 0;
  };
  const commit = async (): Promise<void> => {
    await record();
    await createIndexes(client, transaction.indexes ?? []);
    await client.query('COMMIT');
    keys?.forget();
    Object.assign(transaction, { isOpen: false, indexes: undefined });
  };
  try {
    if (load !== undefined && !transaction.isOpen && transaction.inUse?.join() !== load.tables.join()) {
      transaction.indexes = await beginLoad(client, load.tables);
      transaction.isOpen = transaction.indexes !== undefined;
      transaction.inUse = transaction.isOpen ? undefined : load.tables;
    }
    for (const task of tasks) {
      if (!transaction.isOpen) {
        await beginWriting(client);
        transaction.isOpen = true;
      }
      const count = await writeTask(writing, loader, task, leftOut);
      if (count === undefined) {
        continue;
      }
      written.units[task.dataset] = (written.units[task.dataset] ?? 0) + 1;
      written.datasetRows[task.dataset] = (written.datasetRows[task.dataset] ?? 0) + count;
      done.push(task);
      rows += count;
      if (rows >= ROWS_PER_TRANSACTION && transaction.indexes === undefined) {
        await commit();
      }
    }
    if (transaction.indexes !== undefined && load?.isLast === false) {
      await record();
    } else if (transaction.isOpen) {
      await commit();
    }
  } catch (error) {
    await loader.abort();
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

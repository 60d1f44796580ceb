import { UsageError } from '../../support/errors.ts';
import type { Batch } from '../load/batch.ts';
import { removeRows } from './remove-rows.ts';
import { deleteSource } from './seed-sources.ts';
import { deleteUnits, recordedDatasets, recordedUnits } from './seed-units.ts';
import { stagesOf } from './stages.ts';
import type { Writing } from './write-tasks.ts';

/** Rows of a batch that may be kept in memory until others are removed. */
const ROWS_KEPT = 500;

/**
 * Removes all rows that a source has put into a database, and no others: their keys are found by making the rows of the
 * recorded units again. All or nothing.
 *
 * @returns how many rows
 * @throws UsageError `STILL_REFERRED_TO` if other rows refer to them, `NO_SUCH_DATASET`
 */
export async function removeUnits<C>(writing: Writing<C>): Promise<number> {
  const { client, source, datasets } = writing;
  const present = await recordedDatasets(client, source.key);
  const missing = present.filter((name) => !datasets.has(name));
  if (missing.length > 0) {
    throw new UsageError(`the database has rows of unknown datasets: ${missing.join(', ')}`, {
      code: 'NO_SUCH_DATASET',
      hint: 'Name the file that defines them with --dataset-file.',
    });
  }
  const order = stagesOf([...datasets.values()], [...source.kinds.keys()], present)
    .flatMap((stage) => stage.datasets)
    .filter(({ name }) => present.includes(name))
    .toReversed();
  let removed = 0;
  await client.query('BEGIN');
  try {
    // Deferrable keys wait until the end, because rows of one table may refer to each other.
    await client.query('SET CONSTRAINTS ALL DEFERRED');
    for (const dataset of order) {
      const units = await recordedUnits(client, source.key, dataset.name);
      for (const [index, span] of units.entries()) {
        const last: Batch[] = [];
        for (const batch of dataset.batches(source.context, index, span)) {
          // Rows that others refer to are made first and must go last. A long series goes at once, to save memory.
          if (batch.rows > ROWS_KEPT) {
            removed += await removeRows(writing, batch, span);
          } else {
            last.push(batch);
          }
        }
        for (const batch of last.toReversed()) {
          removed += await removeRows(writing, batch, span);
        }
      }
      await deleteUnits(client, source.key, dataset.name);
    }
    await deleteSource(client, source.key);
    await client.query('COMMIT');
    return removed;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

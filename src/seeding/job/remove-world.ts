import { UsageError } from '../../support/errors.ts';
import type { Batch } from '../load/batch.ts';
import { recordedDatasets, recordedUnits, strikeUnits, worldKey } from './ledger.ts';
import { removeRows } from './remove-rows.ts';
import { stagesOf } from './stages.ts';
import type { Writing } from './write-tasks.ts';

/**
 * Removes what a world has put into a database, and nothing else: the ledger says which units those are, and their rows
 * are made again to know their keys. All or nothing.
 *
 * @returns how many rows
 * @throws UsageError `STILL_REFERRED_TO` when others' rows refer to them, `NO_SUCH_DATASET`
 */
export async function removeWorld(writing: Writing): Promise<number> {
  const { client, world, datasets } = writing;
  const key = worldKey(world.options);
  const there = await recordedDatasets(client, key);
  const missing = there.filter((name) => !datasets.has(name));
  if (missing.length > 0) {
    throw new UsageError(`the world has rows of ${missing.join(', ')}, which is not known here`, {
      code: 'NO_SUCH_DATASET',
      hint: 'Name the file that defines it with --dataset-file.',
    });
  }
  const order = stagesOf([...datasets.values()], there)
    .flatMap((stage) => stage.datasets)
    .filter(({ name }) => there.includes(name))
    .toReversed();
  let removed = 0;
  await client.query('BEGIN');
  try {
    // Keys that may wait until the end do, as when rows go in the order in which they came.
    await client.query('SET CONSTRAINTS ALL DEFERRED');
    for (const dataset of order) {
      const units = await recordedUnits(client, key, dataset.name);
      for (const index of units.indices()) {
        const span = units.spanOf(index);
        if (span === undefined) {
          continue;
        }
        const later: Batch[] = [];
        for (const batch of dataset.batches(world, index, span)) {
          // What others refer to comes first and has to go last; a series goes at once, so that it is not kept.
          if (batch.rows > KEPT) {
            removed += await removeRows(writing, batch, span);
          } else {
            later.push(batch);
          }
        }
        for (const batch of later.toReversed()) {
          removed += await removeRows(writing, batch, span);
        }
      }
      await strikeUnits(client, key, dataset.name);
    }
    await client.query('COMMIT');
    return removed;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Rows of a batch that may be kept until the others are gone. */
const KEPT = 500;

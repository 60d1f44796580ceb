import type { Client } from 'pg';

import { copyFrames, type CopyFrames } from '../../postgres/copy-frames.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import type { Schema, TableShape } from '../schema/table-shape.ts';
import type { Batch } from './batch.ts';
import { Block } from './block.ts';
import { BINARY_END, BINARY_SIGNATURE, encodeBinary, encodeText, isBinary, type BlockSink } from './encode-rows.ts';
import type { KeysOnce } from './keys-once.ts';
import { loadError } from './load-error.ts';

/** Writes batches into the tables of one connection. */
export interface Loader {
  /**
   * Sends a batch's rows. Columns and tables that the database does not have are left out. Returns when the socket accepts
   * more; the rows are in the table once `end` has returned. A failure aborts the current COPY, and the connection can be
   * used again.
   *
   * @throws UsageError `VALUE_DOES_NOT_FIT`, `LOAD_REFUSED`
   */
  load(batch: Batch): Promise<void>;
  /** Ends the current COPY. @throws UsageError `LOAD_REFUSED` */
  end(): Promise<void>;
  /** Aborts the current COPY. */
  abort(): Promise<void>;
  /** Rows loaded so far, by the table's name as SQL needs it. */
  readonly rows: ReadonlyMap<string, number>;
}

interface Copy {
  key: string;
  table: TableShape;
  frames: CopyFrames;
  binary: boolean;
}

/** One block is filled while the socket has the others. */
const BLOCKS = 3;

/**
 * Opens a loader. Batches for the same columns of the same table share a COPY.
 *
 * @param keys checks the foreign keys of long batches, so that their triggers can be skipped; only within a transaction
 */
export function openLoader(client: Client, schema: Schema, keys?: KeysOnce): Loader {
  const rows = new Map<string, number>();
  const free = Array.from({ length: BLOCKS }, () => new Block());
  const underWay: { block: Block; sent: Promise<void> }[] = [];
  let block = free.pop() ?? new Block();
  let copy: Copy | undefined;

  const flush = async (): Promise<void> => {
    if (copy === undefined || block.isEmpty) {
      return;
    }
    const sent = copy.frames.write(block.bytes.subarray(0, block.length));
    // The next call that waits for it gets the failure.
    sent.catch(() => undefined);
    underWay.push({ block, sent });
    const next = free.pop();
    if (next === undefined) {
      const first = underWay.shift();
      await first?.sent;
      block = first?.block ?? new Block();
    } else {
      block = next;
    }
    block.clear();
  };
  const settle = async (): Promise<void> => {
    for (const { block: done, sent } of underWay.splice(0)) {
      await sent.finally(() => free.push(done));
    }
  };
  const sink: BlockSink = {
    get block() {
      return block;
    },
    flush,
  };
  const begin = async (batch: Batch, table: TableShape, names: readonly string[]): Promise<Copy> => {
    const isChecked = (await keys?.areChecked(table, batch, end)) ?? false;
    const key = JSON.stringify([table.name, names, isChecked]);
    if (copy?.key === key) {
      return copy;
    }
    await end();
    if (isChecked) {
      await keys?.skipTriggers(true);
    }
    const shapes = table.columns.filter(({ name }) => names.includes(name));
    const binary = isBinary(schema.types, shapes);
    const statement =
      `COPY ${table.name} (${names.map(quoteIdentifier).join(', ')}) FROM STDIN` + (binary ? ' (FORMAT binary)' : '');
    block.clear();
    if (binary) {
      block.copy(BINARY_SIGNATURE);
    }
    copy = { key, table, frames: copyFrames(client, statement), binary };
    return copy;
  };
  const end = async (): Promise<void> => {
    const ending = copy;
    if (ending === undefined) {
      return;
    }
    try {
      if (ending.binary) {
        block.copy(BINARY_END);
      }
      await flush();
      await settle();
      await ending.frames.finish();
      await keys?.skipTriggers(false);
    } catch (error) {
      throw loadError(error, ending.table.name);
    } finally {
      copy = undefined;
    }
  };
  const abort = async (): Promise<void> => {
    const ending = copy;
    copy = undefined;
    await Promise.allSettled(underWay.splice(0).map(({ block: done, sent }) => sent.finally(() => free.push(done))));
    await ending?.frames.abort();
  };
  return {
    rows,
    end,
    abort,
    async load(batch) {
      const table = schema.find(...batch.table);
      const columns = (table?.columns ?? []).flatMap((shape) => {
        const column = shape.generated === null ? batch.columns[shape.name] : undefined;
        return column === undefined ? [] : [{ shape, column }];
      });
      if (table === undefined || columns.length === 0 || batch.rows === 0) {
        return;
      }
      const { binary } = await begin(
        batch,
        table,
        columns.map(({ shape }) => shape.name),
      );
      try {
        await (binary ? encodeBinary : encodeText)(schema.types, table.name, batch, columns, sink);
      } catch (error) {
        // What was sent to the table is undone, and the connection can be used again.
        await abort();
        throw loadError(error, table.name);
      }
      rows.set(table.name, (rows.get(table.name) ?? 0) + batch.rows);
    },
  };
}

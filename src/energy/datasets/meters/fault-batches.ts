import type { Batch } from '../../../seeding/load/batch.ts';
import type { Readings } from '../../models/demand/meter-faults.ts';
import type { YearPart } from '../year-parts.ts';
import { columnsOfReading, instantsAt, type Metered } from './metered.ts';

/** The table of what is wrong with readings, in the schema of the seed's own records. */
export const FAULTS = {
  name: 'faults',
  create: `CREATE TABLE IF NOT EXISTS elementaldb_seed.faults (
      dataset_id uuid NOT NULL,
      table_name text NOT NULL,
      column_name text NOT NULL,
      start_ts timestamptz NOT NULL,
      end_ts timestamptz NOT NULL,
      kind text NOT NULL,
      original_value double precision NOT NULL,
      PRIMARY KEY (dataset_id, column_name, start_ts)
    );
    COMMENT ON TABLE elementaldb_seed.faults IS
      'What "seed --noise realistic" has changed or left out, value by value; with original_value in place, readings are those of "--noise none".'`,
} as const;

/**
 * What is wrong with the readings of a part, a batch for each column: of a reading that is missing the values of all
 * columns, of another only those that differ. Nothing else separates the readings from those of a world without noise.
 */
export function* faultBatches(part: YearPart, metered: Metered, price: number, readings: Readings): Iterable<Batch> {
  const { values, missing, faultAt } = readings;
  const { consumption } = metered;
  for (const [column, of] of Object.entries(columnsOfReading(metered, price))) {
    const original = (i: number): number => of(consumption[i] ?? 0);
    const wrong = Array.from({ length: part.rows }, (_, i) => part.from + i).filter(
      (i) => missing[i] === 1 || of(values[i] ?? 0) !== original(i),
    );
    if (wrong.length > 0) {
      yield {
        table: ['elementaldb_seed', FAULTS.name],
        rows: wrong.length,
        columns: {
          dataset_id: { kind: 'same', value: metered.id },
          table_name: { kind: 'same', value: metered.table.join('.') },
          column_name: { kind: 'same', value: column },
          start_ts: instantsAt(part.startTs, part, wrong),
          end_ts: instantsAt(part.endTs, part, wrong),
          kind: { kind: 'values', values: wrong.map(faultAt) },
          original_value: { kind: 'numbers', values: Float64Array.from(wrong, original) },
        },
      };
    }
  }
}

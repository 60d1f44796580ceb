import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { InvalidOptionError } from '../../support/errors.ts';
import { ROW_ALIAS } from '../output/write-tables.ts';
import type { DumpTable } from '../tables/dump-table.ts';

/** A condition on the time of the rows of a series. */
export interface TimeLimit {
  table: string;
  column: string;
  condition: string;
}

const TIMES = new Set(['date', 'timestamp with time zone', 'timestamp without time zone']);

/** Columns that say when a row was written or a person was born, not what time the row is about. */
const NOT_OF_A_SERIES =
  /^(?:created|updated|deleted|changed|modified|inserted|submitted|generated|completed|queued)|birth|born|dob$/;

/** Names of a series' time in a table whose keys do not show it. */
const TIME_NAME =
  /^(?:(?:start|end|reading|measured|recorded|period|interval)_)?(?:at|ts|time|timestamp|datetime|day|hour)$|^(?:reading_)?date$/;

const MEASURES = new Set(['double precision', 'real', 'numeric', 'integer', 'bigint', 'smallint']);

/**
 * Limits the rows of series to those from a moment on. A series is a table that no foreign key refers to, with a time that is
 * never NULL and part of a unique key, or named as a time beside a number that is measured. Rows of other tables are needed as they are.
 *
 * @throws InvalidOptionError
 */
export function timeLimits(tables: readonly DumpTable[], since: string | undefined): Map<DumpTable, TimeLimit> {
  if (since === undefined) {
    return new Map();
  }
  if (!/^\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d(?::?\d\d)?)?)?$/.test(since) || Number.isNaN(Date.parse(since))) {
    throw new InvalidOptionError('since', {
      message: `invalid --since: ${JSON.stringify(since)}`,
      hint: 'Write a date, such as 2026-01-31.',
    });
  }
  const referenced = new Set(
    tables.flatMap(({ id, foreignKeys }) => foreignKeys.map(({ parent }) => parent).filter((parent) => parent !== id)),
  );
  return new Map(
    tables
      .filter(({ id }) => !referenced.has(id))
      .flatMap((table): [DumpTable, TimeLimit][] => {
        const column = timeOfSeries(table);
        return column === undefined
          ? []
          : [
              [
                table,
                {
                  table: table.id,
                  column,
                  condition: `${ROW_ALIAS}.${quoteIdentifier(column)} >= ${quoteLiteral(since)}`,
                },
              ],
            ];
      }),
  );
}

/** The column with the time of a series; undefined for other tables. */
export function timeOfSeries({ columns, keys, foreignKeys }: DumpTable): string | undefined {
  const times = columns.filter(
    ({ name, baseType, nullable, generated }) =>
      TIMES.has(baseType) && !nullable && !generated && !NOT_OF_A_SERIES.test(name),
  );
  const inKeys = new Set(keys.flatMap((key) => key.columns));
  const references = new Set(foreignKeys.flatMap((key) => key.columns));
  const isMeasured = columns.some(
    ({ name, baseType }) => MEASURES.has(baseType) && !inKeys.has(name) && !references.has(name),
  );
  const found =
    times.find(({ name }) => inKeys.has(name)) ??
    (isMeasured ? times.find(({ name }) => TIME_NAME.test(name)) : undefined);
  return found?.name;
}

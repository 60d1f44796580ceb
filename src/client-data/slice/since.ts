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

/** Columns that say when a row was written, not what time it is about. */
const ABOUT_THE_ROW = /^(?:created|updated|deleted|changed|modified|inserted|submitted|generated|completed)/;

/**
 * Limits the rows of series to those from a moment on: tables that no foreign key refers to, by their first column with a
 * time that is never NULL. Rows of other tables are needed as they are.
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
        const column = table.columns.find(
          ({ name, baseType, nullable, generated }) =>
            TIMES.has(baseType) && !nullable && !generated && !ABOUT_THE_ROW.test(name),
        )?.name;
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

import type { AnonymizeConfiguration } from '../../../configuration/anonymize-schema.ts';
import { UsageError } from '../../../support/errors.ts';
import type { DumpTable, FieldMasks } from '../../tables/dump-table.ts';
import { addDays } from '../rules/texts.ts';
import type { SourceColumn } from '../source/read-columns.ts';

export type Readings = NonNullable<AnonymizeConfiguration['readings']>[string];

/** Checks that the tables that `readings` names are in the dump. @throws UsageError `ANONYMIZE_UNKNOWN_TABLE` */
export function requireTables(configuration: AnonymizeConfiguration, tables: readonly DumpTable[]): void {
  const unknown = Object.keys(configuration.readings ?? {}).find(
    (name) => name !== '*' && !tables.some(({ id }) => id === name),
  );
  if (unknown !== undefined) {
    throw new UsageError(`anonymize.readings: there is no table ${unknown}`, {
      code: 'ANONYMIZE_UNKNOWN_TABLE',
      hint: 'Name it as schema.table, or use * for all tables of readings.',
    });
  }
}

/** How the readings of a table change; `*` stands for all tables of readings that are not named. */
export function readingsOf(table: DumpTable, isSeries: boolean, { readings = {} }: AnonymizeConfiguration): Readings {
  return readings[table.id] ?? (isSeries ? readings['*'] : undefined) ?? 'keep';
}

/** A date that moving would take out of the years 1 to 9999 stands for "never" and stays. */
function shiftDay(day: string, days: number): string {
  const moved = addDays(day, days);
  return /^(?!0000)\d{4}-/.test(moved) ? moved : day;
}

/** Masks that move all times and dates of a table by whole days; infinity stays. */
export function shiftMasks(columns: readonly SourceColumn[], readings: Readings): FieldMasks {
  const { shiftDays = 0 } = readings === 'keep' ? {} : readings;
  if (shiftDays === 0) {
    return new Map();
  }
  const shift = (time: string): string => time.replace(/^\d{4}-\d{2}-\d{2}/, (day) => shiftDay(day, shiftDays));
  return new Map(
    columns
      .filter(({ kind, isArray }) => (kind === 'time' || kind === 'date') && !isArray)
      .map(({ name }) => [name, shift]),
  );
}

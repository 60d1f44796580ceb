import type { Client } from 'pg';

import type { AnonymizeConfiguration } from '../../../configuration/anonymize-schema.ts';
import { UsageError } from '../../../support/errors.ts';
import { quoteIdentifier } from '../../../sql/quote.ts';
import type { DumpTable, FieldMask, FieldMasks } from '../../tables/dump-table.ts';
import { KEEP } from '../classify/judge.ts';
import { KeyedChoices } from '../keyed-choices.ts';
import type { SourceColumn } from '../source/read-columns.ts';
import { asText, type Owners, readOwners } from './reading-owners.ts';
import type { Readings } from './readings.ts';

/** Factors have six decimals, from 0.4 to below 0.95: smaller values stay within the precision of their type and within upper limits. */
const [LEAST, MOST, MILLION] = [400_000, 950_000, 1_000_000];

/** How the readings of a table are multiplied. */
export interface ScaledReadings {
  masks: FieldMasks;
  /** The column that chooses the factor, with its table. */
  by: string;
  /** The columns of the table by which the owner is found. */
  needed: readonly string[];
  /** The columns that are multiplied. */
  columns: readonly string[];
}

export interface ScaleOptions {
  readings: Readings;
  /** The rules of the configuration, by `schema.table.column`. */
  rules: AnonymizeConfiguration['columns'];
  /** The secret of the pseudonyms. */
  key: string;
}

/**
 * Masks that multiply columns of a table by a factor of their owner, such as their site: the same in every table, dump and machine with the
 * same key. So ratios of an owner's readings stay, those between owners do not.
 *
 * @param columns those of the table
 * @throws UsageError `ANONYMIZE_SCALE` for a column that is missing, no decimal number, a part of a key or has a rule, and for an owner that no foreign key leads to
 */
export async function scaleReadings(
  client: Client,
  table: DumpTable,
  tables: readonly DumpTable[],
  columns: readonly SourceColumn[],
  { readings, rules = {}, key }: ScaleOptions,
): Promise<ScaledReadings | undefined> {
  if (readings === 'keep' || !('scaleBy' in readings)) {
    return undefined;
  }
  const { scaleBy, columns: names } = readings;
  for (const name of names) {
    const column = columns.find((each) => each.name === name);
    requireNumbers(table, name, column);
    const rule = rules[`${table.id}.${name}`] ?? KEEP;
    if (rule !== KEEP) {
      throw refused(table, `${name} has a rule as well`, 'Leave out one of them.');
    }
  }
  const owners = await readOwners(client, table, tables, scaleBy);
  if (owners === undefined) {
    throw refused(
      table,
      `neither it nor a table that its foreign keys lead to has a column ${scaleBy}`,
      'Name a column of the table, or of one that it refers to, as scaleBy.',
    );
  }
  const mask = scaling(owners, scaleBy, key);
  return { masks: new Map(names.map((name) => [name, mask])), by: owners.label, needed: owners.needed, columns: names };
}

/** The query for some values of a column that is multiplied, with what chooses their factor. */
export function scaledExamples(table: DumpTable, column: string, needed: readonly string[]): string {
  const name = quoteIdentifier(column);
  const owners = needed.map((each) => asText(quoteIdentifier(each)));
  return `SELECT ${[`${name}::text`, ...owners].join(', ')} FROM ${table.sql} WHERE ${name} <> 0 LIMIT 3`;
}

function requireNumbers(table: DumpTable, name: string, column: SourceColumn | undefined): void {
  const isKey = column?.isUnique === true || table.foreignKeys.some((key) => key.columns.includes(name));
  const isDecimal = column?.kind === 'float' || column?.baseType === 'numeric';
  const why =
    column === undefined
      ? `there is no column ${name}`
      : !isDecimal || column.isArray
        ? `${name} is ${column.type}, no decimal number`
        : isKey
          ? `${name} is a part of a key`
          : undefined;
  if (why !== undefined) {
    throw refused(table, why, 'Name columns of type numeric, real or double precision that are in no key.');
  }
}

export function refused(table: DumpTable, why: string, hint: string): UsageError {
  return new UsageError(`anonymize.readings: ${table.id}: ${why}`, { code: 'ANONYMIZE_SCALE', hint });
}

function scaling(owners: Owners, scaleBy: string, key: string): FieldMask {
  const factors = new Map<string, number>();
  return (text, valueOf) => {
    const owner = owners.ownerOf(valueOf) ?? '';
    let factor = factors.get(owner);
    if (factor === undefined) {
      factor = LEAST + new KeyedChoices(key, `readings by ${scaleBy}`, owner, 0).below(MOST - LEAST);
      factors.set(owner, factor);
    }
    return multiplied(text, factor);
  };
}

/** Digits that a product has at least. */
const SIGNIFICANT = 4;

/** The least number above 0 that `real` can hold, rounded up. */
const LEAST_REAL = 1.5e-45;

/**
 * Rounded to the decimals of the text, or to four digits if these are more: a few exact products would have the factor as their greatest
 * common divisor, and with it tell the originals. NaN and Infinity stay.
 */
function multiplied(text: string, factor: number): string {
  const [, sign = '', whole = '', part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === '') {
    const number = Number(text);
    const product = number * (factor / MILLION);
    const [mantissa = ''] = text.split('e');
    const decimals = Math.max(mantissa.split('.')[1]?.length ?? 0, SIGNIFICANT - 1);
    return !Number.isFinite(number) ? text : Math.abs(product) < LEAST_REAL ? '0' : product.toExponential(decimals);
  }
  const product = BigInt(whole + part) * BigInt(factor);
  if (product === 0n) {
    return text;
  }
  const places = part.length + 6;
  const decimals = Math.max(part.length, places - product.toString().length + SIGNIFICANT);
  const dropped = 10n ** BigInt(places - decimals);
  const digits = ((product + dropped / 2n) / dropped).toString().padStart(decimals + 1, '0');
  const end = digits.length - decimals;
  return `${sign}${digits.slice(0, end)}${decimals === 0 ? '' : `.${digits.slice(end)}`}`;
}

import type { ClientBase } from 'pg';

import { quoteIdentifier } from '../../sql/quote.ts';
import { attempt } from '../constraints/attempt.ts';
import { solveConditions } from '../constraints/solve-conditions.ts';
import { newPlan, valueSeed } from '../insert/table-plan.ts';
import type { ColumnShape, Schema, TableShape } from '../schema/table-shape.ts';
import { withHints } from '../schema/type-hints.ts';

/** Both ends included. */
export interface NumberRange {
  readonly least: number;
  readonly most: number;
}

/** What the conditions on single columns allow, by the name of the column. */
export interface AcceptedValues {
  /** Some values, for columns that have conditions. */
  readonly texts: ReadonlyMap<string, readonly string[]>;
  /** The first of the wanted ranges of which all numbers are allowed. */
  readonly ranges: ReadonlyMap<string, NumberRange>;
}

/** Rows of which the varying values are taken. */
const SAMPLES = [0, 2, 3, 4];

/** Values of a range that are tested: if all of them meet a condition, it is taken to be one of bounds. */
const PROBES = 24;

/**
 * Asks the server which values the conditions of a table allow.
 *
 * @param rangesFor the ranges wanted for a column, the best first
 */
export async function acceptedValues(
  client: ClientBase,
  schema: Schema,
  table: TableShape,
  rangesFor: (column: ColumnShape) => readonly NumberRange[],
): Promise<AcceptedValues> {
  const ownsTransaction = client.getTransactionStatus() !== 'T';
  if (ownsTransaction) {
    await client.query('BEGIN');
  }
  try {
    return {
      texts: await acceptedTexts(client, schema, table),
      ranges: await acceptedRanges(client, table, rangesFor),
    };
  } finally {
    if (ownsTransaction) {
      await client.query('ROLLBACK');
    }
  }
}

async function acceptedTexts(
  client: ClientBase,
  schema: Schema,
  table: TableShape,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const types = await withHints(schema.types);
  const plan = newPlan(table, types);
  const variation = { salt: 0, trial: 0 };
  await solveConditions(client, [plan], types, variation);
  const texts = new Map<string, string[]>();
  for (const [position, { name, cast, candidates, accepted }] of plan.columns.entries()) {
    const chosen = (accepted ?? []).filter((number) => number >= 0);
    const [first] = chosen;
    if (first === undefined) {
      continue;
    }
    const numbers = candidates[first]?.varies === true ? SAMPLES.map(() => first) : chosen.slice(0, SAMPLES.length);
    const statements = numbers.map((number, i) => {
      const value = candidates[number]?.sql(valueSeed(plan, position, SAMPLES[i] ?? 0, variation)) ?? 'NULL';
      return `SELECT CAST(${value} AS ${cast})::text`;
    });
    const outcomes = await attempt(client, 'ask', statements);
    texts.set(
      name,
      outcomes.flatMap((outcome) => (outcome.ok && outcome.answer !== null ? [outcome.answer] : [])),
    );
  }
  return texts;
}

async function acceptedRanges(
  client: ClientBase,
  table: TableShape,
  rangesFor: (column: ColumnShape) => readonly NumberRange[],
): Promise<ReadonlyMap<string, NumberRange>> {
  const wanted = table.columns.flatMap((column) => rangesFor(column).map((range) => ({ column, range })));
  const outcomes = await attempt(
    client,
    'ask',
    wanted.map(({ column, range }) => rangeQuestion(table, column, range)),
  );
  const accepted = new Map<string, NumberRange>();
  for (const [i, { column, range }] of wanted.entries()) {
    const outcome = outcomes[i];
    if (outcome?.ok === true && outcome.answer === 'true' && !accepted.has(column.name)) {
      accepted.set(column.name, range);
    }
  }
  return accepted;
}

function rangeQuestion({ checks }: TableShape, { name, cast }: ColumnShape, { least, most }: NumberRange): string {
  const conditions = checks.filter(({ columns }) => columns.length === 1 && columns[0] === name);
  const met = ['true', ...conditions.map(({ expression }) => `(${expression}) IS NOT FALSE`)].join(' AND ');
  const values = Array.from({ length: PROBES }, (_, i) => least + ((most - least) * i) / (PROBES - 1));
  const casts = values.map((value) => `(CAST(${value} AS ${cast}))`);
  return `SELECT bool_and(${met})::text FROM (VALUES ${casts.join(', ')}) AS probe(${quoteIdentifier(name)})`;
}

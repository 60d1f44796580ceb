import type { ClientBase } from 'pg';

import type { Catalog } from '../load/catalog.ts';
import { attempt } from '../constraints/attempt.ts';
import { seedOf } from '../insert/seeds.ts';
import { solveConditions } from '../constraints/solve-conditions.ts';
import { newPlan } from '../insert/table-plan.ts';
import type { TableShape } from '../schema/table-shape.ts';
import { acceptedRanges } from './accepted-ranges.ts';
import type { Range } from './plausible-column.ts';

/** What the conditions on a column alone allow, by the column's name. */
export interface Accepted {
  /** Some values, where there are conditions. */
  readonly texts: ReadonlyMap<string, readonly string[]>;
  /** Numbers all of which are allowed, where the name says what a number could be. */
  readonly ranges: ReadonlyMap<string, Range>;
}

const SAMPLES = [0, 2, 3, 4];

/** Finds values that a table's conditions allow, by asking the server, as `populate` does. */
export async function acceptedValues(client: ClientBase, catalog: Catalog, table: TableShape): Promise<Accepted> {
  const plan = newPlan(table, catalog.types);
  const variation = { salt: 0, trial: 0 };
  const own = client.getTransactionStatus() !== 'T';
  if (own) {
    await client.query('BEGIN');
  }
  try {
    await solveConditions(client, [plan], catalog.types, variation);
    const texts = new Map<string, string[]>();
    for (const [position, column] of plan.columns.entries()) {
      const picks = (column.accepted ?? []).filter((number) => number >= 0);
      const [first] = picks;
      if (first === undefined) {
        continue;
      }
      const varies = column.choices[first]?.varies === true;
      const numbers = varies ? SAMPLES.map(() => first) : picks.slice(0, SAMPLES.length);
      const outcomes = await attempt(
        client,
        'ask',
        numbers.map(
          (number, i) =>
            `SELECT CAST(${column.choices[number]?.sql(seedOf(plan, position, SAMPLES[i] ?? 0, variation)) ?? 'NULL'} AS ${column.cast})::text`,
        ),
      );
      texts.set(
        column.name,
        outcomes.flatMap((outcome) => (outcome.ok && outcome.answer !== null ? [outcome.answer] : [])),
      );
    }
    return { texts, ranges: await acceptedRanges(client, table) };
  } finally {
    if (own) {
      await client.query('ROLLBACK');
    }
  }
}

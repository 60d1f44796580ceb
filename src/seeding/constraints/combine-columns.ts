import type { ClientBase } from 'pg';

import { quoteIdentifier } from '../../sql/quote.ts';
import { attempt } from './attempt.ts';
import { unlimitedType, type HintedTypes } from '../schema/type-hints.ts';
import {
  preferences,
  VALUE_FROM,
  valueSeed,
  type RowKind,
  type TablePlan,
  type Variation,
} from '../insert/table-plan.ts';

/** A condition on a row. */
export interface Condition {
  expression: string;
  /** The columns that decide it. */
  columns: readonly string[];
}

/** Combinations that the server may have to check. */
const COMBINATIONS = 20_000;
const MOST_PER_COLUMN = 24;
/** The cost of NULL in rows that prefer values, so that they are as full as the conditions allow. */
const NULL_COST = 1000;

interface Question {
  plan: TablePlan;
  index: number;
  /** Positions of the columns. */
  columns: readonly number[];
  sql: string;
}

/** Asks the server, for columns that share conditions, for the accepted combination that each kind of row prefers. */
export async function combine(
  client: ClientBase,
  joint: ReadonlyMap<TablePlan, readonly Condition[]>,
  types: HintedTypes,
  variation: Variation,
): Promise<void> {
  const questions = [...joint].flatMap(([plan, conditions]) =>
    tiedColumns(plan, conditions).flatMap((component) =>
      plan.rows.map((row, index) => question(plan, component, row.kind, index, types, variation)),
    ),
  );
  const outcomes = await attempt(
    client,
    'ask',
    questions.map(({ sql }) => sql),
  );
  questions.forEach(({ plan, index, columns }, i) => {
    const outcome = outcomes[i];
    const best = outcome?.ok === true && outcome.answer !== null ? outcome.answer.split(',').map(Number) : [];
    const chosen = plan.rows[index]?.chosen;
    columns.forEach((column, c) => {
      const number = best[c];
      if (chosen !== undefined && number !== undefined) {
        chosen[column] = number;
      }
    });
  });
}

interface Component {
  columns: number[];
  conditions: Condition[];
}

/** Groups the columns that share conditions. */
function tiedColumns(plan: TablePlan, conditions: readonly Condition[]): Component[] {
  const position = new Map(plan.columns.map(({ name }, i) => [name, i]));
  let components: Component[] = [];
  for (const condition of conditions) {
    const own = condition.columns.flatMap((name) => position.get(name) ?? []);
    const touching = components.filter(({ columns }) => columns.some((column) => own.includes(column)));
    const columns = [...new Set([...touching.flatMap((component) => component.columns), ...own])];
    const merged = { columns, conditions: [...touching.flatMap((component) => component.conditions), condition] };
    components = [...components.filter((component) => !touching.includes(component)), merged];
  }
  return components.filter(({ columns }) => columns.length > 0);
}

function question(
  plan: TablePlan,
  { columns, conditions }: Component,
  kind: RowKind,
  index: number,
  types: HintedTypes,
  variation: Variation,
): Question {
  const most = Math.max(2, Math.min(MOST_PER_COLUMN, Math.floor(COMBINATIONS ** (1 / columns.length))));
  const tables = columns.map((position, i) => {
    const rows = candidateRows(plan, position, kind, index, most, types, variation);
    return `(VALUES ${rows.join(', ')}) c${i}(elementaldb_n, elementaldb_cost, ${quoteIdentifier(plan.columns[position]?.name ?? '')})`;
  });
  const generated = plan.table.columns.flatMap(({ name, generated: expression }, i) =>
    expression !== null && conditions.some((condition) => condition.expression.includes(name))
      ? [` CROSS JOIN LATERAL (SELECT (${expression}) AS ${quoteIdentifier(name)}) g${i}`]
      : [],
  );
  const numbers = columns.map((_, i) => `c${i}.elementaldb_n`);
  const costs = columns.map((_, i) => `c${i}.elementaldb_cost`);
  const all = conditions.map(({ expression }) => `(${expression}) IS NOT FALSE`);
  return {
    plan,
    index,
    columns,
    sql:
      `SELECT concat_ws(',', ${numbers.join(', ')}) FROM ${tables.join(' CROSS JOIN ')}${generated.join('')} ` +
      `WHERE ${all.join(' AND ')} ORDER BY ${costs.join(' + ')}, ${numbers.join(', ')} LIMIT 1`,
  };
}

/** Rows of number, cost and value. A candidate stands for what is known only on insertion: keys of parents, sequences. */
function candidateRows(
  plan: TablePlan,
  position: number,
  kind: RowKind,
  index: number,
  most: number,
  types: HintedTypes,
  variation: Variation,
): string[] {
  const column = plan.columns[position];
  if (column === undefined) {
    return [];
  }
  const cast = unlimitedType(types, column);
  const seed = valueSeed(plan, position, index, variation);
  const order = preferences(column, kind, index);
  const kept = order.slice(0, most);
  // What the conditions name is tried even if it is not among the preferred.
  const named = order.slice(most).filter((n) => column.candidates[n]?.role === 'hint');
  const places = Math.min(named.length, Math.floor(most / 2));
  kept.splice(kept.length - places, places, ...named.slice(0, places));
  if (order.includes(VALUE_FROM.null) && !kept.includes(VALUE_FROM.null)) {
    kept.splice(-1, 1, VALUE_FROM.null);
  }
  return kept.map((n, rank) => {
    const value = n === VALUE_FROM.null ? 'NULL' : (column.candidates[Math.max(0, n)]?.sql(seed) ?? 'NULL');
    const cost =
      n === VALUE_FROM.null && kind !== 'sparse'
        ? NULL_COST
        : n !== VALUE_FROM.null && kind === 'sparse'
          ? NULL_COST + rank
          : rank;
    return `(${n}, ${cost}, CAST(${value} AS ${cast}))`;
  });
}

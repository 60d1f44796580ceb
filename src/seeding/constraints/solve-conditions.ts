import type { ClientBase } from 'pg';

import { quoteIdentifier } from '../../sql/quote.ts';
import { attempt, type Outcome } from './attempt.ts';
import { addAllHints, addHints, columnsIn, noHints, spansIn, type Hints } from './check-hints.ts';
import { candidatesForHints, comparedCandidates } from '../values/candidates-for-hints.ts';
import { checksOf, unlimitedType, type HintedTypes } from '../schema/type-hints.ts';
import { combine, type Condition } from './combine-columns.ts';
import {
  preferredRow,
  ROW_KINDS,
  VALUE_FROM,
  valueSeed,
  type ColumnPlan,
  type RowKind,
  type TablePlan,
  type Variation,
} from '../insert/table-plan.ts';
import type { TableShape } from '../schema/table-shape.ts';

interface Question {
  plan: TablePlan;
  column: ColumnPlan;
  position: number;
  conditions: readonly string[];
}

/**
 * Finds out which candidates meet the conditions of tables, by asking the server, in a few round trips for all tables.
 * Values that the text of a condition mentions become further candidates.
 */
export async function solveConditions(
  client: ClientBase,
  plans: readonly TablePlan[],
  types: HintedTypes,
  variation: Variation,
): Promise<void> {
  const questions: Question[] = [];
  const joint = new Map<TablePlan, Condition[]>();
  for (const plan of plans) {
    const conditions = await conditionsOf(plan);
    await addHintedCandidates(plan, conditions, types);
    questions.push(...questionsOf(plan, conditions, types));
    joint.set(
      plan,
      conditions.filter(({ columns }) => columns.length > 1),
    );
  }
  await askSingle(client, questions, types, variation);
  for (const { column } of questions) {
    const usable = [...(column.accepted ?? []), ...column.sometimesAccepted];
    column.hasFewValues ||= !usable.some((number) => column.candidates[number]?.varies === true);
  }
  for (const plan of plans) {
    const comparing = plan.columns.map(({ candidates }) => candidates.filter(({ role }) => role === 'compared').length);
    const kinds = [...ROW_KINDS, ...Array<RowKind>(2 * Math.max(0, ...comparing)).fill('compared')];
    plan.rows = kinds.map((kind, index) => ({ kind, chosen: preferredRow(plan, kind, index), insertable: true }));
  }
  await combine(client, joint, types, variation);
}

/** All conditions on the rows of a table, with the columns they depend on; a generated column stands for its sources. */
async function conditionsOf({ table }: TablePlan): Promise<Condition[]> {
  const generated = new Map<string, readonly string[]>();
  for (const { name, generated: expression } of table.columns) {
    if (expression !== null) {
      generated.set(name, [...((await columnsIn(expression)) ?? [])]);
    }
  }
  const known = new Set(table.columns.map(({ name }) => name));
  const decided = (columns: Iterable<string>): string[] => [
    ...new Set([...columns].flatMap((name) => generated.get(name) ?? [name]).filter((name) => known.has(name))),
  ];
  const conditions: Condition[] = table.checks.map(({ expression, columns }) => ({
    expression,
    columns: decided(columns),
  }));
  if (table.partitions !== null && table.partitions.length > 0) {
    const expression = table.partitions.map((partition) => `(${partition})`).join(' OR ');
    conditions.push({ expression, columns: decided((await columnsIn(expression)) ?? []) });
  }
  for (const expression of rangeOrders(table)) {
    conditions.push({ expression, columns: decided((await columnsIn(expression)) ?? []) });
  }
  return conditions;
}

/** If an exclusion constraint makes a range of two columns, the first must be less than the second. */
function rangeOrders({ uniques }: TableShape): string[] {
  const exclusions = uniques.filter(({ exclusion }) => exclusion);
  return exclusions
    .flatMap(({ expressions }) => expressions)
    .flatMap((expression) => {
      const match = /range\(\s*("(?:[^"]|"")+"|\w+)\s*,\s*("(?:[^"]|"")+"|\w+)/.exec(expression);
      return match === null ? [] : [`${match[1]} < ${match[2]}`];
    });
}

async function addHintedCandidates(
  plan: TablePlan,
  conditions: readonly Condition[],
  types: HintedTypes,
): Promise<void> {
  const hints = new Map<string, Hints>();
  const hintsOf = (column: string): Hints => {
    const known = hints.get(column) ?? noHints();
    hints.set(column, known);
    return known;
  };
  for (const { expression } of conditions) {
    await addHints(expression, hintsOf);
  }
  for (const { expression, columns } of conditions) {
    addSpans(await spansIn(expression), columns.map(hintsOf));
  }
  for (const column of plan.columns) {
    const hinted = hints.get(column.name);
    if (hinted !== undefined && column.source === 'candidates') {
      addAllHints(hinted, types.get(column.type)?.hints ?? noHints());
      column.candidates = [...column.candidates, ...candidatesForHints(types, column.type, column.modifier, hinted)];
    }
    const compared = plan.compared.get(column.name);
    if (compared !== undefined && column.source === 'candidates') {
      column.candidates = [...column.candidates, ...comparedCandidates(types, column.type, column.modifier, compared)];
    }
  }
}

/** If a condition names a span between moments, what it says about one moment concerns the others too. */
function addSpans(spans: readonly number[], hints: readonly Hints[]): void {
  if (spans.length === 0 || hints.length < 2) {
    return;
  }
  const texts = hints.flatMap((each) => [...each.texts]);
  for (const each of hints) {
    spans.forEach((span) => each.spans.add(span));
    texts.forEach((text) => each.texts.add(text));
  }
}

/** Whether a domain's condition may refuse a value of the type or of one of its parts. */
function holdsConditions(types: HintedTypes, name: string): boolean {
  const type = types.get(name);
  if (type === undefined) {
    return false;
  }
  const parts = [type.element, type.base, type.subtype, ...type.attributes.map((field) => field.type)];
  return type.checks.length > 0 || parts.some((part) => part !== null && holdsConditions(types, part));
}

function questionsOf(plan: TablePlan, conditions: readonly Condition[], types: HintedTypes): Question[] {
  return plan.columns.flatMap((column, position) => {
    const own = conditions.filter(({ columns }) => columns.length === 1 && columns[0] === column.name);
    return column.source === 'candidates' &&
      (own.length > 0 || holdsConditions(types, column.type) || isForeign(types, column.type))
      ? [{ plan, column, position, conditions: own.map(({ expression }) => expression) }]
      : [];
  });
}

/** HintedTypes of others, of which only the server can say what is a value. */
function isForeign(types: HintedTypes, name: string): boolean {
  const type = types.get(name);
  return type?.kind === 'b' && name.includes('.');
}

async function askSingle(
  client: ClientBase,
  questions: readonly Question[],
  types: HintedTypes,
  variation: Variation,
): Promise<void> {
  const numbersOf = ({ column }: Question): number[] => [
    ...(column.nullable ? [VALUE_FROM.null] : []),
    ...column.candidates.keys(),
  ];
  const outcomes = await attempt(
    client,
    'ask',
    questions.map((question) => single(question, numbersOf(question), types, variation)),
  );
  const failed: { question: Question; number: number }[] = [];
  questions.forEach((question, i) => {
    const outcome = outcomes[i];
    if (outcome?.ok === true) {
      const [always = '', sometimes = ''] = (outcome.answer ?? '').split(';');
      question.column.accepted = numbersIn(always);
      question.column.sometimesAccepted = numbersIn(sometimes);
    } else {
      question.column.accepted = [];
      failed.push(...numbersOf(question).map((number) => ({ question, number })));
    }
  });
  // A value that cannot be cast fails the whole statement, so each candidate is asked for separately.
  const alone: Outcome[] = await attempt(
    client,
    'ask',
    failed.map(({ question, number }) => single(question, [number], types, variation)),
  );
  failed.forEach(({ question, number }, i) => {
    const outcome = alone[i];
    if (outcome?.ok === true && outcome.answer !== ';') {
      question.column.accepted?.push(number);
    }
  });
}

/** Rows whose values of a varying candidate are tried: of some, as for hash partitions, only a few values are accepted. */
const SAMPLES = [0, 1, 2, 3, 4, 5];

/**
 * Asks which of the numbered candidates meet the conditions on one column. Counting the values makes the server do the
 * casts even if no condition uses them.
 */
function single(
  { plan, column, position, conditions }: Question,
  numbers: number[],
  types: HintedTypes,
  variation: Variation,
): string {
  const cast = unlimitedType(types, column);
  const rows = numbers.flatMap((n) => {
    const candidate = column.candidates[n];
    const samples = candidate?.varies === true ? SAMPLES : SAMPLES.slice(0, 1);
    return samples.map(
      (index) => `(${n}, CAST(${candidate?.sql(valueSeed(plan, position, index, variation)) ?? 'NULL'} AS ${cast}))`,
    );
  });
  const all = [...checksOf(types, column.type), ...conditions].map((condition) => `(${condition}) IS NOT FALSE`);
  const generated = plan.table.columns.filter((other) => other.generated !== null);
  const own =
    column.name === 'value' ? '' : ` CROSS JOIN LATERAL (SELECT v.value AS ${quoteIdentifier(column.name)}) c`;
  const made = generated
    .filter(({ name }) => conditions.some((condition) => condition.includes(name)))
    .map(
      ({ name, generated: expression }, i) =>
        ` CROSS JOIN LATERAL (SELECT (${expression}) AS ${quoteIdentifier(name)}) g${i}`,
    );
  const met = all.length === 0 ? 'true' : all.join(' AND ');
  return (
    `SELECT ${listed('always')} || ';' || ${listed('sometimes AND NOT always')} FROM (SELECT elementaldb_n, ` +
    `count(v.value) >= 0 AND bool_and(${met}) AS always, bool_or(${met}) AS sometimes ` +
    `FROM (VALUES ${rows.join(', ')}) v(elementaldb_n, value)${own}${made.join('')} GROUP BY elementaldb_n) q`
  );
}

function listed(those: string): string {
  return `coalesce(string_agg(elementaldb_n::text, ',' ORDER BY elementaldb_n) FILTER (WHERE ${those}), '')`;
}

function numbersIn(list: string): number[] {
  return list === '' ? [] : list.split(',').map(Number);
}

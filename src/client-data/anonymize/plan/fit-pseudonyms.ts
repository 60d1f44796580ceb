import type { Client } from 'pg';

import { quoteIdentifier } from '../../../sql/quote.ts';
import { ElementalError, codeOf } from '../../../support/errors.ts';
import { lettersOf } from '../rules/style.ts';
import type { ValueLimits } from '../rules/rule.ts';
import type { ColumnGroup } from '../source/column-groups.ts';
import type { SourceColumn } from '../source/read-columns.ts';
import { type Decision, type PlanContext, WHOLE } from './decision.ts';
import { maskedValues } from './originals.ts';

/** Values that are tried together. */
const BATCH = 1000;

/** After so many pseudonyms that do not fit, a value is said to have none. */
const MOST_ATTEMPTS = 60;

/** Errors of values: data exceptions (class 22), and the CHECK of a domain. */
const BAD_VALUE = /^(?:22|23514)/;

/** Pseudonyms that are taken in unique columns, by rule, each with its original. */
type Taken = Map<string, Map<string, string>>;

/** What all columns of a group allow. */
export function limitsOf({ root, followers }: ColumnGroup): ValueLimits {
  return {
    maxLength: Math.min(root.maxLength, ...followers.map(({ maxLength }) => maxLength)),
    type: root.kind === 'text' ? 'text' : root.baseType,
  };
}

/**
 * Tries the pseudonyms of all decisions until all fit: another pseudonym for a value of one column is another one in all
 * columns, which then are tried again.
 *
 * @throws ElementalError `ANONYMIZE_NO_PSEUDONYM`
 */
export async function fitAllPseudonyms(
  decisions: readonly Decision[],
  context: PlanContext,
  onProgress: (step: string) => void,
): Promise<void> {
  let before: number;
  do {
    before = context.pseudonyms.retries;
    for (const decision of decisions) {
      await limitPseudonyms(decision, context);
    }
    const taken: Taken = new Map();
    for (const [at, decision] of decisions.entries()) {
      onProgress(`Trying pseudonyms ${at + 1} of ${decisions.length}: ${decision.group.root.id}`);
      await fitPseudonyms(decision, taken, context);
    }
  } while (context.pseudonyms.retries > before);
}

async function limitPseudonyms(decision: Decision, context: PlanContext): Promise<void> {
  const { maxLength } = limitsOf(decision.group);
  if (Number.isFinite(maxLength) && typeof decision.rules === 'string') {
    for await (const { rule, value } of maskedValues(decision, context)) {
      context.pseudonyms.limit(rule, value, maxLength);
    }
  }
}

/**
 * Tries the pseudonyms of all distinct values: none may be an original value, two of a unique column must differ, and all
 * must fit type, domain and CHECKs of their columns, which the server tries. What does not fit is made again.
 */
async function fitPseudonyms(decision: Decision, taken: Taken, context: PlanContext): Promise<void> {
  const limits = limitsOf(decision.group);
  let batch: { rule: string; value: string }[] = [];
  for await (const masked of maskedValues(decision, context)) {
    batch.push(masked);
    if (batch.length >= BATCH) {
      await fitBatch(batch, decision, limits, taken, context);
      batch = [];
    }
  }
  await fitBatch(batch, decision, limits, taken, context);
}

async function fitBatch(
  batch: readonly { rule: string; value: string }[],
  decision: Decision,
  limits: ValueLimits,
  taken: Taken,
  context: PlanContext,
): Promise<void> {
  const { pseudonyms, client } = context;
  const { root, sources, followers } = decision.group;
  const isJson = typeof decision.rules !== 'string';
  const isUnique = !isJson && sources.some((column) => column.isUnique);
  const allowed = isJson ? undefined : limits;
  let open = batch.filter(({ value }) => value.trim() !== '');
  while (open.length > 0) {
    const made = open.map(({ rule, value }) => makeDistinct(rule, value, decision, allowed, isUnique, taken, context));
    const unfit = new Set<number>();
    for (const column of isJson ? [] : [root, ...followers]) {
      for (const at of await unfitIn(client, column, made)) {
        unfit.add(at);
      }
    }
    open = open.filter((_masked, at) => unfit.has(at));
    for (const { rule, value } of open) {
      if (pseudonyms.tryNext(rule, value) > MOST_ATTEMPTS) {
        throw noPseudonym(decision, rule, 'fits its type, its CHECK constraints and its partitions');
      }
    }
  }
}

/** A pseudonym that is no original value and, for a unique column, not that of another value. */
function makeDistinct(
  rule: string,
  value: string,
  decision: Decision,
  limits: ValueLimits | undefined,
  isUnique: boolean,
  taken: Taken,
  { pseudonyms }: PlanContext,
): string {
  const owners = taken.get(rule) ?? new Map<string, string>();
  taken.set(rule, owners);
  for (;;) {
    const pseudonym = pseudonyms.of(rule, value, limits);
    const owner = owners.get(pseudonym) ?? value;
    const isOpen = pseudonyms.isOpen(value);
    const isOriginal =
      !isOpen &&
      pseudonym !== value &&
      lettersOf(pseudonym).length > 3 &&
      pseudonyms.originals.domainOf(pseudonym) !== undefined;
    if (!isOriginal && (!isUnique || owner === value)) {
      if (isUnique) {
        owners.set(pseudonym, value);
      }
      return pseudonym;
    }
    // Another pseudonym of both would be the same again.
    const isSameValue = !isOriginal && lettersOf(owner) === lettersOf(value);
    if (pseudonyms.tryNext(rule, value, isSameValue) > MOST_ATTEMPTS) {
      throw noPseudonym(decision, rule, isOriginal ? 'is no original value' : 'no other value has');
    }
  }
}

function noPseudonym({ group: { root }, reasons }: Decision, rule: string, what: string): ElementalError {
  return new ElementalError(`${root.id}: the rule "${rule}" makes no pseudonym for a value that ${what}`, {
    code: 'ANONYMIZE_NO_PSEUDONYM',
    kind: 'migration',
    hint: `Choose another rule for ${root.id} in anonymize.columns, e.g. "identifier", or define one (chosen: ${reasons.get(WHOLE) ?? 'by path'}).`,
  });
}

/** The places of the values that a column does not take. */
async function unfitIn(client: Client, column: SourceColumn, values: readonly string[]): Promise<number[]> {
  // The CHECKs of a table about an array tell nothing of its elements.
  const conditions = column.isArray ? [] : column.checks;
  const isPlainText = column.kind === 'text' && !column.isDomain && conditions.length === 0;
  if (isPlainText || values.length === 0) {
    return [];
  }
  await client.query('SAVEPOINT elementaldb_fit');
  try {
    const checks = conditions.map((check) => `(${check}) IS FALSE`).join(' OR ');
    const { rows } = await client.query<{ at: number }>(
      `SELECT elementaldb_place AS at
         FROM (SELECT value::${column.elementType} AS ${quoteIdentifier(column.name)}, place::int - 1 AS elementaldb_place
                 FROM pg_catalog.unnest($1::text[]) WITH ORDINALITY AS given(value, place) OFFSET 0) AS elementaldb_tried
        WHERE ${checks === '' ? 'pg_catalog.num_nonnulls(elementaldb_tried) = 0' : checks}`,
      [values],
    );
    await client.query('RELEASE SAVEPOINT elementaldb_fit');
    return rows.map(({ at }) => at);
  } catch (error) {
    await client.query('ROLLBACK TO SAVEPOINT elementaldb_fit');
    if (!BAD_VALUE.test(codeOf(error) ?? '')) {
      throw error;
    }
    if (values.length === 1) {
      return [0];
    }
    const half = Math.ceil(values.length / 2);
    const [first, second] = [values.slice(0, half), values.slice(half)];
    return [
      ...(await unfitIn(client, column, first)),
      ...(await unfitIn(client, column, second)).map((at) => at + half),
    ];
  }
}

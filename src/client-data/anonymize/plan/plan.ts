import type { Client } from 'pg';

import type { AnonymizeConfiguration } from '../../../configuration/anonymize-schema.ts';
import type { DumpTable, FieldMasks } from '../../tables/dump-table.ts';
import { fieldKind } from '../../leak-check/field-kinds.ts';
import { KnownValues } from '../../leak-check/known-values.ts';
import { KEEP, UNDECIDED } from '../classify/judge.ts';
import { isHarmlessValue } from '../classify/harmless.ts';
import { hintOfName } from '../classify/name-hints.ts';
import { shapeOf } from '../classify/value-shapes.ts';
import { type ColumnPlan, masksOf } from '../masks/masks.ts';
import { requireTables } from '../masks/readings.ts';
import { refused } from '../masks/scaled-readings.ts';
import { Pseudonyms } from '../pseudonyms.ts';
import type { AnonymizationRule } from '../rules/rule.ts';
import { loadVocabulary } from '../vocabulary.ts';
import { groupColumns } from '../source/column-groups.ts';
import { DistinctValues } from '../source/distinct-values.ts';
import { readColumns } from '../source/read-columns.ts';
import type { Decision, PlanContext } from './decision.ts';
import { findReferences } from './find-references.ts';
import { fitAllPseudonyms, limitsOf } from './fit-pseudonyms.ts';
import { judgeGroup } from './judge-columns.ts';
import { judgeJson } from './judge-json.ts';
import { listEntries } from './list-entries.ts';
import { planReadings, type ReadingsPlan } from './plan-readings.ts';
import { requireColumns } from './require-columns.ts';
import { readSeries } from './series.ts';
import { addOriginals, maskedValues } from './originals.ts';
import type { AnonymizationPlan } from './plan-entry.ts';

export interface PlanOptions {
  /** The secret of the pseudonyms; see `readAnonymizationKey`. */
  key: string;
  /** The reviewed plan. Default: none, everything is judged. */
  configuration?: AnonymizeConfiguration;
  /** Custom rules by name. */
  rules?: Readonly<Record<string, AnonymizationRule>>;
  /** Values of rows that the migrations insert: they stay as they are. Default: none. */
  open?: ReadonlySet<string>;
  /** Called for each table and step. */
  onProgress?: (message: string) => void;
}

/**
 * Plans the anonymization of tables: judges each column by its name, type, comment and all its distinct values, and tries
 * the pseudonyms of all of them. Holds the values of one column at most, and hashes of the others.
 *
 * @param client in a transaction, which sees the state that is dumped; nothing is written
 * @throws UsageError `ANONYMIZE_UNKNOWN_RULE`, `ANONYMIZE_UNKNOWN_TABLE`, `ANONYMIZE_UNKNOWN_COLUMN`; ElementalError `ANONYMIZE_NO_PSEUDONYM`
 */
export async function planAnonymization(
  client: Client,
  tables: readonly DumpTable[],
  options: PlanOptions,
): Promise<AnonymizationPlan> {
  requireTables(options.configuration ?? {}, tables);
  const pseudonyms = new Pseudonyms(options.key, options.rules, options.open);
  const keys = new KnownValues();
  const columns = await readColumns(client, tables);
  const context: PlanContext = {
    client,
    values: new DistinctValues(client),
    pseudonyms,
    configuration: options.configuration ?? {},
    columns,
    nameOfKey: (key) => nameOfKey(key, keys),
    ranges: new Map(),
    series: await readSeries(client, columns),
  };
  const readings = await planReadings(context, options.key);
  const progress = options.onProgress ?? (() => undefined);
  const judged: Decision[] = [];
  const groups = groupColumns(columns);
  await requireColumns(groups, context);
  for (const [at, group] of groups.entries()) {
    progress(`Judging column ${at + 1} of ${groups.length}: ${group.root.id}`);
    judged.push(await judgeGroup(group, context));
  }
  await addOriginals(
    judged.filter(({ isJson }) => !isJson),
    context,
  );
  const decisions: Decision[] = [];
  for (const decision of judged) {
    decisions.push(await findReferences(decision, context));
  }
  await addKeys(decisions, keys, context);
  await addOriginals(
    decisions.filter((decision) => !judged.includes(decision)),
    context,
  );
  for (const [at, decision] of decisions.entries()) {
    if (decision.isJson) {
      progress(`Judging JSON ${at + 1}: ${decision.group.root.id}`);
      decisions[at] = await judgeJson(decision, context);
    }
  }
  await addOriginals(
    decisions.filter(({ isJson }) => isJson),
    context,
  );
  await fitAllPseudonyms(decisions, context, progress);
  return toPlan(decisions, readings, context);
}

/** Keys of objects that are values, or of a form that no name has, stand in paths as `*`. */
function nameOfKey(key: string, keys: KnownValues): string {
  const isName = /^[A-Za-z_$][\w $-]{0,60}$/.test(key) && !/\d{5}/.test(key) && shapeOf(key) === undefined;
  return isName && isNameOfField(key) && keys.domainOf(key) === undefined ? key : '*';
}

/** Names of fields have no spaces and begin small, or are made of words that tell nothing of anybody. */
function isNameOfField(key: string): boolean {
  const isIdentifier = /^[a-z_$][\w$]*$/.test(key) || /^[A-Z_\d]{1,4}$/.test(key);
  return (
    isIdentifier || isHarmlessValue(key, loadVocabulary()) || (!/\s/.test(key) && hintOfName(key, '') !== undefined)
  );
}

/** Values that may be keys of objects: a path in JSON does not depend on which site, customer or meter it is of. */
async function addKeys(decisions: readonly Decision[], keys: KnownValues, context: PlanContext): Promise<void> {
  for (const decision of decisions) {
    if (typeof decision.rules === 'string' && decision.group.root.kind === 'text') {
      for await (const { value } of maskedValues(decision, context)) {
        if (value.length <= 60 && (decision.rules === 'key' || !isHarmlessValue(value, loadVocabulary()))) {
          keys.add(value, 0);
        }
      }
    }
  }
}

async function toPlan(
  decisions: readonly Decision[],
  readings: ReadingsPlan,
  context: PlanContext,
): Promise<AnonymizationPlan> {
  const entries = await listEntries(decisions, context);
  const plans: ColumnPlan[] = decisions.flatMap(({ group, rules }) =>
    [group.root, ...group.followers].map((column) => ({ column, rules, limits: limitsOf(group) })),
  );
  const masked = plans.filter(({ rules }) => rules !== KEEP && rules !== UNDECIDED);
  requireOnlyScaled(masked, readings);
  return {
    entries,
    undecided: entries.filter(({ rule, isNew }) => rule === UNDECIDED || isNew),
    readings: readings.changed,
    masksOf: (table) => allMasks(table, masked, readings, context),
    originals: context.pseudonyms.originals,
    isReading: readingColumns(context),
    kindOf: kindsOf(context),
    decimalDomain: context.pseudonyms.ruleNames.indexOf('coordinates'),
    ruleName: (domain) => context.pseudonyms.ruleName(domain),
  };
}

/** @throws UsageError `ANONYMIZE_SCALE` for a column that is to be multiplied and gets pseudonyms as well */
function requireOnlyScaled(masked: readonly ColumnPlan[], { changed }: ReadingsPlan): void {
  const scaled = new Set(changed.flatMap(({ table, columns }) => columns.map((name) => `${table}.${name}`)));
  for (const { column } of masked) {
    if (scaled.has(column.id)) {
      const hint = `Set "${column.id}" to "keep" under anonymize.columns, or leave it out of anonymize.readings.`;
      throw refused(column.table, `${column.name} gets pseudonyms as well, by its name or values`, hint);
    }
  }
}

/** The columns of series, whose decimal numbers are readings. */
function readingColumns({ series, columns }: PlanContext): AnonymizationPlan['isReading'] {
  const tables = new Set(columns.filter(({ table }) => series.has(table.id)).map(({ table }) => table.sql));
  return (table) => tables.has(table);
}

function kindsOf({ columns }: PlanContext): AnonymizationPlan['kindOf'] {
  const kinds = new Map(
    columns.map(({ table, name, baseType, isArray }) => [
      `${table.sql}.${name}`,
      isArray ? 'text' : fieldKind(baseType),
    ]),
  );
  return (table, column) => kinds.get(`${table}.${column}`) ?? 'text';
}

/** Pseudonyms, moved times and multiplied readings; undefined if a table's rows are written as they are. */
function allMasks(
  table: DumpTable,
  masked: readonly ColumnPlan[],
  readings: ReadingsPlan,
  context: PlanContext,
): FieldMasks | undefined {
  const masks = new Map([
    ...(readings.masks.get(table.id) ?? []),
    ...masksOf(table, masked, context.pseudonyms, context.nameOfKey),
  ]);
  return masks.size === 0 ? undefined : masks;
}

import { existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';

import { UsageError, messageOf } from '../../../support/errors.ts';
import { isObject } from '../../../support/json.ts';
import { publishText } from '../../../support/publish.ts';
import type { PlanEntry } from './plan-entry.ts';

/** `anonymize.columns` of the configuration: a rule for each column, or for each path in its JSON. */
export type PlannedColumns = Record<string, string | Record<string, string>>;

/** The entries of a plan as the configuration holds them. */
export function plannedColumns(entries: readonly PlanEntry[]): PlannedColumns {
  const columns: PlannedColumns = {};
  for (const { column, path, rule } of entries) {
    if (path === undefined) {
      columns[column] = rule;
    } else {
      const paths = columns[column];
      columns[column] = { ...(typeof paths === 'object' ? paths : {}), [path]: rule };
    }
  }
  return columns;
}

/**
 * Writes a plan into a configuration file of JSON, in one step. Decisions that are there stay; columns that are there and
 * not in the plan stay too, because they may only be empty.
 *
 * @throws UsageError `ANONYMIZE_CONFIGURATION_NOT_JSON` for a configuration in TypeScript or JavaScript, or of broken JSON
 */
export function writePlan(file: string, entries: readonly PlanEntry[]): void {
  const content = existsSync(file) ? readConfiguration(file) : {};
  const anonymize = isObject(content['anonymize']) ? content['anonymize'] : {};
  const written = isObject(anonymize['columns']) ? anonymize['columns'] : {};
  const columns = { ...plannedColumns(entries), ...written };
  for (const [column, rules] of Object.entries(plannedColumns(entries))) {
    const before = written[column];
    if (typeof rules === 'object' && isObject(before)) {
      columns[column] = { ...rules, ...before };
    }
  }
  const sorted = Object.fromEntries(Object.entries(columns).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const all = { ...content, anonymize: { ...anonymize, columns: sorted } };
  publishText(file, `${JSON.stringify(all, null, 2)}\n`);
}

function readConfiguration(file: string): Record<string, unknown> {
  const isJson = extname(file) === '.json';
  try {
    const content: unknown = isJson ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    if (isObject(content)) {
      return content;
    }
  } catch (error) {
    throw notJson(file, messageOf(error));
  }
  throw notJson(file, isJson ? 'it is no JSON object' : 'it is a program');
}

function notJson(file: string, why: string): UsageError {
  return new UsageError(`cannot write the plan into ${file}: ${why}`, {
    code: 'ANONYMIZE_CONFIGURATION_NOT_JSON',
    hint: 'Use --plan --json, and copy its "columns" to anonymize.columns of the configuration.',
  });
}

import * as v from 'valibot';

import { CLIENT_TABLES } from './client-tables.ts';
import { HEATING_TABLES } from './heating-tables.ts';
import { OPTIMISATION_TABLES } from './optimisation-tables.ts';
import { schemaFor, type Row, type TableRules } from './table-rules.ts';

/** Every table that holds something whose shape the services rely on. */
export const DOCUMENT_TABLES: readonly TableRules[] = [...CLIENT_TABLES, ...HEATING_TABLES, ...OPTIMISATION_TABLES];

/** Something in a row that a service does not accept. */
export interface RowFault {
  readonly column: string;
  /** Path within the document, e.g. `grid.tariff_index` or `[].area`; empty for the column's own value. */
  readonly path: string;
  readonly kind: 'missing' | 'unknown key' | 'wrong type' | 'wrong value';
  /** `error`: an endpoint fails. `warning`: a later job, the optimiser or the simulator may fail. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** The value that is wrong, undefined if it is missing. */
  readonly value: unknown;
}

/** Checks one row against the rules of its table. Columns that the row does not have are not checked. */
export function validateRow({ columns }: TableRules, row: Row): RowFault[] {
  return Object.entries(columns).flatMap(([column, { readable, written, isJsonText = false }]): RowFault[] => {
    if (!(column in row)) {
      return [];
    }
    const value = isJsonText ? decoded(row[column]) : row[column];
    const errors = readable === undefined ? [] : faultsOf(schemaFor(readable, row), value, column, 'error');
    if (errors.length > 0 || written === undefined) {
      return errors;
    }
    return faultsOf(schemaFor(written, row), value, column, 'warning');
  });
}

function faultsOf(schema: v.GenericSchema, value: unknown, column: string, severity: RowFault['severity']): RowFault[] {
  const { issues = [] } = v.safeParse(schema, value);
  return issues.map((issue): RowFault => {
    const kind = kindOf(issue);
    return { column, path: pathOf(issue), kind, severity, message: messageOf(issue, kind), value: issue.input };
  });
}

function kindOf({ kind, type, expected, input, received }: v.BaseIssue<unknown>): RowFault['kind'] {
  if (expected === 'never') {
    return 'unknown key';
  }
  if (received === 'undefined') {
    return 'missing';
  }
  const isOneOfTexts = type === 'picklist' || type === 'literal' || type === 'variant';
  return kind === 'validation' || (isOneOfTexts && typeof input === 'string') ? 'wrong value' : 'wrong type';
}

function messageOf({ kind, type, expected, received, message }: v.BaseIssue<unknown>, fault: RowFault['kind']): string {
  if (fault === 'unknown key') {
    return 'no such key';
  }
  if (fault === 'missing') {
    return `missing, expected ${expected ?? 'a value'}`;
  }
  return kind === 'validation' || type === 'custom'
    ? message
    : `expected ${expected ?? 'another value'}, found ${received}`;
}

/** `solar_panels[].yield_index`: positions in lists are left out, so that the same fault of many rows has one path. */
function pathOf({ path }: v.BaseIssue<unknown>): string {
  return (path ?? [])
    .map(({ type, key }) => (type === 'array' ? '[]' : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

/** The JSON in a text; the text itself, as something that no schema takes, if it is not JSON. */
function decoded(text: unknown): unknown {
  if (typeof text !== 'string') {
    return text;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return { notJson: text };
  }
}

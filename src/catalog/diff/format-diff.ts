import * as v from 'valibot';

import { CALLBACK, checkOptions } from '../../support/check-options.ts';
import { compareTexts } from '../snapshot/snapshot-builder.ts';
import { objectKey, type CatalogObject, type CatalogValue, type ObjectKind } from '../snapshot/catalog-object.ts';
import type { ObjectChange, PropertyChange, RowChange, SnapshotDiff } from './snapshot-diff.ts';

/** Longer values are cut; they are shown from the first difference. */
const VALUE_WIDTH = 60;

export interface FormatDiffOptions {
  /** A text to append to the line of an object, such as its source location; `rows` is the kind of a table's rows. */
  placeOf?: (object: { kind: string; name: string }) => string;
}

const FORMAT_OPTIONS = v.strictObject({
  placeOf: CALLBACK,
} satisfies Record<keyof FormatDiffOptions, v.GenericSchema>);

/**
 * One line for each object that differs: `+` added, `-` removed, `~` changed, `?` not covered by the snapshots.
 *
 * The parts of an added or removed object are counted on its line: `- table public.t (4 columns, 1 index)`. Sequences
 * with another value are left out, unless they fell behind their column.
 */
export function formatDiff(d: SnapshotDiff, options: FormatDiffOptions = {}): string[] {
  checkOptions('formatDiff', FORMAT_OPTIONS, options);
  const { placeOf = () => '' } = options;
  return [
    ...objectLines(d.objects, placeOf),
    ...d.rows.map((change) => `${rowLine(change)}${placeOf({ kind: 'rows', name: change.table })}`),
    ...d.sequencesBehind.map(
      ({ sequence, lastValue, column, columnMaximum }) =>
        `~ sequence ${sequence}  stands at ${lastValue ?? 'its start'}, below ${columnMaximum} in ${column}`,
    ),
    ...d.uncovered.map((subject) => `? not covered: ${subject}`),
  ];
}

function objectLines(
  changes: readonly ObjectChange[],
  placeOf: (object: { kind: string; name: string }) => string,
): string[] {
  const complete = new Map<string, CatalogObject>();
  for (const change of changes) {
    if (change.change === 'added' || change.change === 'removed') {
      complete.set(`${change.change} ${objectKey(change.object)}`, change.object);
    }
  }
  const parts = new Map<string, ObjectKind[]>();
  const lines: { change: ObjectChange; key: string }[] = [];
  for (const change of changes) {
    const key = `${change.change} ${objectKey(change)}`;
    const owner = complete.has(key) ? outermost(change.change, complete, key) : key;
    if (owner === key) {
      lines.push({ change, key });
    } else {
      parts.set(owner, [...(parts.get(owner) ?? []), change.kind]);
    }
  }
  return lines.map(({ change, key }) => `${objectLine(change, countKinds(parts.get(key) ?? []))}${placeOf(change)}`);
}

/** The outermost added or removed object that this one is a part of; itself if there is none. */
function outermost(change: string, complete: ReadonlyMap<string, CatalogObject>, key: string): string {
  const parent = complete.get(key)?.parent ?? null;
  const parentKey = `${change} ${parent}`;
  return parent !== null && complete.has(parentKey) ? outermost(change, complete, parentKey) : key;
}

function countKinds(kinds: readonly ObjectKind[]): string {
  const counts = [...new Set(kinds)].toSorted(compareTexts).map((kind) => {
    const count = kinds.filter((other) => other === kind).length;
    return `${count} ${count === 1 ? kind : plural(kind)}`;
  });
  return counts.length === 0 ? '' : ` (${counts.join(', ')})`;
}

function plural(kind: ObjectKind): string {
  if (kind === 'policy') {
    return 'policies';
  }
  if (kind === 'statistics') {
    return kind;
  }
  return kind === 'index' ? 'indexes' : `${kind}s`;
}

function objectLine(change: ObjectChange, parts: string): string {
  const subject = `${change.kind} ${change.name}`;
  switch (change.change) {
    case 'added':
      return `+ ${subject}${parts || summaryOf(change.object)}`;
    case 'removed':
      return `- ${subject}${parts || summaryOf(change.object)}`;
    case 'renamed':
      return `~ ${change.kind} ${change.before.name}  renamed to ${change.name}`;
    case 'reordered':
      return `~ ${subject}  column order ${change.before.join(', ')} -> ${change.after.join(', ')}`;
    case 'changed':
      return `~ ${subject}  ${change.properties.map(propertyText).join('; ')}`;
  }
}

function summaryOf({ summary }: CatalogObject): string {
  return summary === '' ? '' : ` ${cut(summary, 0)}`;
}

function propertyText({ property, before, after }: PropertyChange): string {
  const onlySpace = valueText(before, after) === valueText(after, before);
  const was = onlySpace ? JSON.stringify(before) : valueText(before, after);
  const is = onlySpace ? JSON.stringify(after) : valueText(after, before);
  const from = was.length > VALUE_WIDTH || is.length > VALUE_WIDTH ? Math.max(0, firstDifference(was, is) - 15) : 0;
  return `${property} ${cut(was, from)} -> ${cut(is, from)}`;
}

/** A definition omits flags that are off, so a missing value next to a flag means off. */
function valueText(value: CatalogValue | null, other: CatalogValue | null): string {
  if (typeof value === 'boolean' || (value === null && typeof other === 'boolean')) {
    return (value ?? other !== true) ? 'yes' : 'no';
  }
  return value === null ? 'none' : `${value}`.replaceAll(/\s+/g, ' ').trim();
}

function firstDifference(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) {
    i += 1;
  }
  return i;
}

function cut(text: string, from: number): string {
  const shown = text.slice(from, from + VALUE_WIDTH);
  return `${from > 0 ? '…' : ''}${shown}${from + VALUE_WIDTH < text.length ? '…' : ''}`;
}

function rowLine({ table, before, after, lost, added, columns }: RowChange): string {
  const counts = before === after ? `${after}` : `${before ?? 'no table'} -> ${after ?? 'no table'}`;
  const details: string[] = [];
  if (before !== null && after !== null && lost !== null && added !== null) {
    details.push(`${lost} lost, ${added} new`);
  }
  if (before === after && columns.length > 0) {
    details.push(
      `${columns.length === 1 ? 'column' : 'columns'} ${columns.join(', ')} ${columns.length === 1 ? 'differs' : 'differ'}`,
    );
  }
  return `~ rows ${table} ${counts}${details.length === 0 ? '' : ` (${details.join('; ')})`}`;
}

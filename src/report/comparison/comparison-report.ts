import { relative } from 'node:path';

import { formatDiff } from '../../catalog/diff/format-diff.ts';
import type { SnapshotDiff } from '../../catalog/diff/snapshot-diff.ts';
import type { Comparison, Direction } from '../../comparison/compare.ts';
import type { SqlBetween } from '../../comparison/prove.ts';
import { newFinding, type FindingInFile } from '../../findings/finding.ts';
import { contentHash } from '../../support/hash.ts';
import type { Reported } from '../reported.ts';
import type { Style } from '../style.ts';

/** Whether anything differs. */
export function hasDifference({ objects, rows }: SnapshotDiff): boolean {
  return objects.length > 0 || rows.length > 0;
}

/** Whether the rows of some tables were to be compared and were not. */
export function isPartly({ uncomparedRows }: Comparison): boolean {
  return uncomparedRows.length > 0;
}

/** Whether the SQL does all, and was seen to. */
export function isComplete({ underived, unproven }: SqlBetween): boolean {
  return underived.length === 0 && unproven === undefined;
}

/** One line for each difference, with the place in the migrations where the object is made. */
function differenceLines({ difference, places }: Comparison, base: string): string[] {
  const placeOf = ({ kind, name }: { kind: string; name: string }): string => {
    const place = places.get(`${kind} ${name}`);
    return place === undefined ? '' : `  (${relative(base, place.file)}:${place.line})`;
  };
  const objects = difference.objects.filter((change) => !follows(change));
  const following = difference.objects.length - objects.length;
  return [
    ...formatDiff({ ...difference, objects, sequences: [], sequencesBehind: [] }, { placeOf }),
    ...(following === 0
      ? []
      : [
          `  and ${following} ${following === 1 ? 'part' : 'parts'} of partitions and children, which follow their parents`,
        ]),
  ];
}

/** Whether the change is that of a parent table, in a partition or child. */
export function follows(change: Change): boolean {
  if (change.change !== 'added' && change.change !== 'removed') {
    return false;
  }
  const { definition } = change.object;
  return (
    definition['local'] === false || definition['of a partition'] === true || definition['partition of'] !== undefined
  );
}

/** The report for a person. */
export function formatComparison(comparison: Comparison, base: string, style: Style): string[] {
  const { from, to, difference, notes } = comparison;
  const dimmed = notes.map((note) => style.dim(note));
  if (!hasDifference(difference)) {
    const equal = isPartly(comparison) ? style.yellow('equal as far as compared') : style.green('equal');
    return [`${equal}: ${from.label} and ${to.label}`, ...dimmed];
  }
  const marks = `- only in ${from.label}   + only in ${to.label}   ~ in both, different`;
  const paint = (line: string): string =>
    line.startsWith('+') ? style.green(line) : line.startsWith('-') ? style.red(line) : style.yellow(line);
  return [style.dim(marks), ...differenceLines(comparison, base).map(paint), ...dimmed];
}

/** The SQL as a script, with what it lacks in comments. */
export function formatSql({ from, to }: Comparison, sql: SqlBetween, direction: Direction): string[] {
  const [one, other] = direction === 'forward' ? [from, to] : [to, from];
  return [
    ...comment(`Brings ${one.label} to ${other.label}.`),
    ...comment(
      sql.unproven === undefined
        ? 'Tried on a throw-away copy: the result is equal, the order of columns aside.'
        : `Not proven: ${sql.unproven}`,
    ),
    ...sql.underived.flatMap((name) => comment(`Write by hand: ${name}. No statement is derived for it.`)),
    ...sql.statements.map((statement) => (statement.endsWith(';') ? statement : `${statement};`)),
  ];
}

/** A label or message may have line ends. */
function comment(text: string): string[] {
  return text.split(/\r?\n/).map((line) => `-- ${line}`);
}

/** The report as one JSON object. */
export function comparisonJson(comparison: Comparison, direction: Direction): object {
  const { from, to, difference, places, notes, uncomparedRows } = comparison;
  const sql = comparison.sql[direction];
  const { objects, rows } = difference;
  return {
    equal: !hasDifference(difference),
    from: from.label,
    to: to.label,
    differences: objects.map((change) => {
      const place = places.get(`${change.kind} ${change.name}`);
      const { kind, name } = change;
      return { change: change.change, kind, name, ...details(change), ...place };
    }),
    rows: rows.map(({ table, before, after, lost, added, columns }) => ({
      table,
      before,
      after,
      lost,
      added,
      columns,
    })),
    uncomparedRows,
    notes,
    ...(sql === undefined
      ? {}
      : {
          sql: {
            statements: sql.statements,
            underived: sql.underived,
            proven: sql.unproven === undefined,
            reason: sql.unproven,
          },
        }),
  };
}

type Change = SnapshotDiff['objects'][number];

function details(change: Change): object {
  switch (change.change) {
    case 'changed':
      return { properties: change.properties };
    case 'renamed':
      return { before: change.before.name };
    case 'reordered':
      return { before: change.before, after: change.after };
    case 'added':
    case 'removed':
      return { definition: change.object.definition };
  }
}

const UNCOMPARED = 'Raise --data-limit, or give the role the right to read the table.';

/** The differences as findings, for the formats of other programs. */
export function comparisonReported(
  command: 'diff' | 'drift',
  comparison: Comparison,
  folder: string,
  { version, base }: Pick<Reported, 'version' | 'base'>,
): Reported {
  const { difference, places, from, to, uncomparedRows, notes } = comparison;
  const keys = [
    ...difference.objects.map(({ kind, name }) => `${kind} ${name}`),
    ...difference.rows.map(({ table }) => `rows ${table}`),
  ];
  const findings = keys.map((key): FindingInFile => {
    const place = places.get(key);
    const lines = formatDiff(partOfDifference(difference, key));
    return {
      ...newFinding({
        code: 'different',
        status: 'fail',
        what: lines.map((line) => inWords(line, comparison)).join('; '),
        why: `${from.label} and ${to.label} differ.`,
        fix: 'Write a migration that makes the difference, or undo it in the database.',
      }),
      file: place?.file ?? folder,
      line: place?.line,
      fingerprint: contentHash([key, ...lines]),
    };
  });
  const unread = uncomparedRows.map((table): FindingInFile => {
    const note = notes.find((each) => each.includes(`rows of ${table}: `)) ?? table;
    return {
      ...newFinding({
        code: 'not-compared',
        status: 'warn',
        what: note,
        why: 'The rows of the table may differ.',
        fix: UNCOMPARED,
      }),
      file: folder,
      fingerprint: contentHash([note]),
    };
  });
  const summary = 'Two states of the database that should be equal differ.';
  return {
    command,
    version,
    findings: [...findings, ...unread],
    rules: [
      { id: 'different', summary, effect: summary, remedy: 'Write a migration, or undo the change.' },
      {
        id: 'not-compared',
        summary: 'The rows of a table were not compared.',
        effect: 'They may differ.',
        remedy: UNCOMPARED,
      },
    ],
    checked: [folder],
    skipped: new Map(),
    sources: new Map(),
    milliseconds: 0,
    base,
  };
}

/** A line of the difference without its mark. */
function inWords(line: string, { from, to }: Comparison): string {
  const text = line.slice(2);
  return line.startsWith('+')
    ? `only in ${to.label}: ${text}`
    : line.startsWith('-')
      ? `only in ${from.label}: ${text}`
      : text;
}

/** The part of a difference that is about one object, by kind and name, or about the rows of one table. */
export function partOfDifference(difference: SnapshotDiff, key: string): SnapshotDiff {
  return {
    ...difference,
    objects: difference.objects.filter(({ kind, name }) => `${kind} ${name}` === key),
    rows: difference.rows.filter(({ table }) => `rows ${table}` === key),
    sequences: [],
    sequencesBehind: [],
  };
}

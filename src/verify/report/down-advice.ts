import type { SnapshotDiff } from '../../catalog/diff/diff.ts';
import type { BothStates } from '../../catalog/revert/rebuild-dependents.ts';
import { revertSql } from '../../catalog/revert/revert-sql.ts';
import type { Finding } from './verdict.ts';

/** What the statements of a down depend on. */
export interface RevertAdvice {
  /** The role that would run them. */
  role: string;
  /** The state before the up, that after the down, and what depends on what in the latter. */
  states: BothStates;
  /** By table, statements that delete the rows that the up inserted. */
  deletes?: ReadonlyMap<string, readonly string[]>;
}

/** How to make a down revert a difference: in words, and the statements that can be derived, ready to paste into it. */
export function fixForDown(
  difference: SnapshotDiff,
  { role, states, deletes = new Map() }: RevertAdvice,
): Pick<Finding, 'fix' | 'sql'> {
  const { statements, underived } = revertSql(difference, states, { role });
  const sql = [...[...deletes.values()].flat(), ...statements].map((statement) =>
    statement.endsWith(';') ? statement : `${statement};`,
  );
  const rows = underived.filter((name) => name.startsWith('rows '));
  const openRows = rows.filter((name) => !deletes.has(name.slice('rows '.length)));
  const objects = underived.filter((name) => !rows.includes(name) && !isColumnOrder(name, difference));
  const parts = [
    sql.length === 0
      ? 'Undo in the down exactly what the up does.'
      : 'Undo in the down exactly what the up does; add these statements.',
    ...(objects.length === 0
      ? []
      : [`${sql.length === 0 ? 'No statement is' : 'They are only a part: none is'} derived for ${listOf(objects)}.`]),
    ...(objects.some((name) => name.startsWith('enum ')) ? [LABELS] : []),
    ...(objects.some((name) => name.startsWith('large object ')) ? [LARGE_OBJECTS] : []),
    ...fixesForRows(difference, openRows),
  ];
  return { fix: parts.join(' '), sql };
}

/** Statements that set the sequences which a difference left behind. */
export function sequenceStatements(difference: SnapshotDiff, role: string): string[] {
  const states = { wanted: [], current: [], dependencies: [], sequences: [] };
  return fixForDown({ ...difference, objects: [], rows: [] }, { role, states }).sql;
}

/** A down can add a column only as the last one. */
function isColumnOrder(name: string, { objects }: SnapshotDiff): boolean {
  return objects.some((change) => change.change === 'reordered' && `${change.kind} ${change.name}` === name);
}

const LABELS =
  'PostgreSQL cannot remove a label of an enum: create the type again without it, or declare the migration: ' +
  '"-- elementaldb: irreversible <reason>".';

const LARGE_OBJECTS =
  'Each database gives a large object another number: let the up keep it in a table, and call lo_unlink with it in the down.';

function fixesForRows({ rows }: SnapshotDiff, underived: readonly string[]): string[] {
  const changes = rows.filter(({ table }) => underived.includes(`rows ${table}`));
  const inserted = changes.some(({ lost, added }) => lost === 0 && added !== 0);
  const changed = changes.some(({ lost }) => lost !== 0);
  return [
    ...(inserted ? ['Delete the rows that the up inserts, by their keys.'] : []),
    ...(changed
      ? [
          'Values and rows that the up overwrites or deletes can be restored only from a copy that it keeps; without one, ' +
            'declare the migration: "-- elementaldb: irreversible <reason>".',
        ]
      : []),
  ];
}

const SHOWN = 5;

function listOf(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return `${names.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

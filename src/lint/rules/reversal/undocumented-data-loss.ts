import { sqlComments } from '../../../sql/sql-tokens.ts';
import type { Action } from '../../../sql/statement/action.ts';
import { keyOf, showName, type Name } from '../../../sql/statement/name.ts';
import type { LintFile } from '../../engine/parse-file.ts';
import type { Pair, Rule } from '../../engine/rule.ts';
import { isNarrowing } from '../../facts/type-change.ts';

export const undocumentedDataLoss: Rule = {
  id: 'undocumented-data-loss',
  group: 'reversal',
  condition:
    'the down destroys rows or values that were there before its up, and no comment in the down or the up says that they are lost',
  effect: 'Whoever undoes the migration in a hurry learns afterwards that more is gone than what it had made.',
  remedy: 'Say it in the down, e.g. "-- Fractions of a kWh are lost.", or keep them.',
  presets: { elementaldb: 'warning', strict: 'warning' },
  on: 'pair',
  check: (pair) => {
    const { up, down } = pair;
    if (down === undefined) {
      return [];
    }
    const lost = down.statements.flatMap(({ actions }) => actions.flatMap((action) => lossOf(action, pair)));
    const [first] = lost;
    if (first === undefined || saysSo(down) || (up !== undefined && saysSo(up))) {
      return [];
    }
    const more = lost.length > 1 ? ` (and ${lost.length - 1} more)` : '';
    return [{ file: down.path, index: first.index, what: `${first.what}${more}` }];
  },
};

/** Words by which a comment says that something is lost, or that there is nothing to lose. */
const SAID =
  /\b(?:los[et]|loses|losing|loss(?:es|y)?|gone|destroy\w*|discard\w*|delet\w*|remov\w*|drop(?:s|ped|ping)?|empt(?:y|ies|ied)|truncat\w*|round(?:s|ed|ing)?|irreversibl[ey]|irrecoverabl[ey]|not (?:be )?(?:kept|restored|recovered|brought back)|no (?:rows|values|data)|exact|lossless)\b/i;

function saysSo({ text }: LintFile): boolean {
  return /--|\/\*/.test(text) && sqlComments(text).some((comment) => SAID.test(comment.text));
}

/**
 * What an action of the down destroys that somebody may miss. That a table or column goes which the up has made is what a
 * down is for.
 */
function lossOf(action: Action, { up, before, after }: Pair): { index: number; what: string }[] {
  const known = (table: Name) => (before.table(table) === undefined ? undefined : after.table(table));
  const isOlder = (table: Name, column: string): boolean => before.table(table)?.columns.has(column) === true;
  const loss = (what: string): { index: number; what: string }[] => [{ index: action.index, what }];
  switch (action.kind) {
    case 'drop': {
      // What the down has made itself, in passing, the state after the up does not know.
      const table = action.what === 'table' ? known(action.name) : undefined;
      return table === undefined || table.temporary ? [] : loss(`all rows of ${showName(action.name)} are lost`);
    }
    case 'drop-column': {
      const column = known(action.table)?.columns.get(action.column);
      return column === undefined || column.stored || !isOlder(action.table, action.column)
        ? []
        : loss(`the values of ${showName(action.table)}.${action.column} are lost`);
    }
    case 'truncate': {
      return known(action.table)?.temporary === false ? loss(`all rows of ${showName(action.table)} are lost`) : [];
    }
    case 'delete': {
      const table = known(action.table);
      // To take the rows that the up has put there is what a down is for.
      const isOwn = action.where !== undefined && up !== undefined && fills(up, keyOf(table?.name ?? action.table));
      return table === undefined || table.temporary || isOwn ? [] : loss(`rows of ${showName(action.table)} are lost`);
    }
    case 'alter-column': {
      const column = known(action.table)?.columns.get(action.column);
      const { spec } = action;
      return column !== undefined && spec !== undefined && isNarrowing(column, spec)
        ? loss(`${showName(action.table)}.${action.column} goes from ${column.type} to ${spec.type}`)
        : [];
    }
    default: {
      return [];
    }
  }
}

function fills({ statements }: LintFile, table: string): boolean {
  return statements.some(({ actions }) =>
    actions.some((each) => each.kind === 'insert' && keyOf(each.table) === table),
  );
}

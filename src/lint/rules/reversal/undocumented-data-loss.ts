import { commentsWithBlocks } from '../../../sql/block-comments.ts';
import type { Action } from '../../../sql/statement/action.ts';
import { keyOf, showName, type Name } from '../../../sql/statement/name.ts';
import type { LintFile } from '../../engine/lint-file.ts';
import type { Pair, Rule } from '../../engine/rule.ts';
import { actionsIn } from '../../facts/file-effects.ts';
import { isNarrowing } from '../../facts/type-change.ts';

export const undocumentedDataLoss: Rule = {
  id: 'undocumented-data-loss',
  group: 'reversal',
  condition: 'the down destroys rows or values older than the up, and no comment in either file says so',
  effect: 'Someone who reverts the migration in a hurry learns too late that older data is lost.',
  remedy: 'Write it into the down, e.g. "-- Fractions of a kWh are lost.", or keep the data.',
  presets: { strict: 'warning' },
  on: 'pair',
  check: (pair) => {
    const { up, down } = pair;
    if (down === undefined) {
      return [];
    }
    const [first, ...more] = actionsIn(down).flatMap((action) => lossOf(action, pair) ?? []);
    if (first === undefined || isDocumented(down) || (up !== undefined && isDocumented(up))) {
      return [];
    }
    const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
    return [{ file: down.path, index: first.index, what: `${first.what}${others}` }];
  },
};

/** Words of a comment which says that something is lost, or that nothing can be. */
const LOSS =
  /\b(?:los[et]|loses|losing|loss(?:es|y)?|gone|destroy\w*|discard\w*|delet\w*|remov\w*|drop(?:s|ped|ping)?|empt(?:y|ies|ied)|truncat\w*|round(?:s|ed|ing)?|irreversibl[ey]|irrecoverabl[ey]|not (?:be )?(?:kept|restored|recovered|brought back)|no (?:rows|values|data)|exact|lossless)\b/i;

function isDocumented({ text }: LintFile): boolean {
  return /--|\/\*/.test(text) && commentsWithBlocks(text).some((comment) => LOSS.test(comment.text));
}

/** The older data that an action of the down destroys. It may drop what the up creates. */
function lossOf(action: Action, { up, before, afterUp }: Pair): { index: number; what: string } | undefined {
  const older = (table: Name) => (before.table(table) === undefined ? undefined : afterUp.table(table));
  const loss = (what: string): { index: number; what: string } => ({ index: action.index, what });
  switch (action.kind) {
    case 'drop': {
      // The state after the up does not contain what the down itself creates.
      const table = action.what === 'table' ? older(action.name) : undefined;
      return table?.temporary === false ? loss(`all rows of ${showName(action.name)} are lost`) : undefined;
    }
    case 'drop-column': {
      const { table, column } = action;
      const isOlder = before.table(table)?.columns.has(column) === true;
      const known = older(table)?.columns.get(column);
      return isOlder && known !== undefined && known.generated === undefined
        ? loss(`the values of ${showName(table)}.${column} are lost`)
        : undefined;
    }
    case 'truncate': {
      return older(action.table)?.temporary === false
        ? loss(`all rows of ${showName(action.table)} are lost`)
        : undefined;
    }
    case 'delete': {
      const { table: name, where } = action;
      const table = older(name);
      // The down may delete the rows that the up inserts.
      const isOwn = where !== undefined && up !== undefined && insertsInto(up, keyOf(table?.name ?? name));
      return table?.temporary === false && !isOwn ? loss(`rows of ${showName(name)} are lost`) : undefined;
    }
    case 'alter-column': {
      const { table, column: name, spec } = action;
      const column = older(table)?.columns.get(name);
      return column !== undefined && spec !== undefined && isNarrowing(column, spec)
        ? loss(`${showName(table)}.${name} changes from ${column.type} to ${spec.type}`)
        : undefined;
    }
    default: {
      return undefined;
    }
  }
}

function insertsInto(file: LintFile, table: string): boolean {
  return actionsIn(file).some((each) => each.kind === 'insert' && keyOf(each.table) === table);
}

import { strings } from '../../../sql/default-names.ts';
import type { Action } from '../../../sql/statement/action.ts';
import { walk } from '../../../sql/statement/expression.ts';
import { nameFrom, showName, type Name } from '../../../sql/statement/name.ts';
import { isObject } from '../../../support/json.ts';
import type { LintStatement } from '../../engine/lint-file.ts';
import type { Rule, RuleContext } from '../../engine/rule.ts';
import { creates, drops } from '../../facts/file-effects.ts';
import { perFile } from '../../facts/per-file.ts';
import { objectKey, partKey } from '../../state/object-key.ts';

export const notRerunnable: Rule = {
  id: 'not-rerunnable',
  group: 'idempotency',
  condition: 'a statement needs a table or column that a later statement of the same file drops or renames',
  effect: 'A second run of the up fails because the table or column is gone.',
  remedy: 'Put the statement and the drop into a DO block that checks first whether it exists.',
  presets: { recommended: 'warning', strict: 'error' },
  only: 'up',
  on: 'statement',
  check: (statement, context) => {
    const dropped =
      statement.conditional || !READING.has(statement.nodeType) ? undefined : droppedLater(statement, context);
    return dropped === undefined
      ? undefined
      : { index: statement.start, what: `${dropped} is needed here and dropped or renamed later in the file` };
  },
};

const READING = new Set([
  'InsertStmt',
  'UpdateStmt',
  'DeleteStmt',
  'CreateTableAsStmt',
  'SelectStmt',
  'IndexStmt',
  'AlterTableStmt',
  'CommentStmt',
]);

/** The table or column that the statement needs and a later one drops or renames. */
function droppedLater(statement: LintStatement, context: RuleContext): string | undefined {
  const later = droppingIn(context.file).filter(({ start }) => start > statement.end);
  if (later.length === 0) {
    return undefined;
  }
  const needs = needsOf(statement);
  for (const action of later.flatMap(({ actions }) => actions)) {
    const found = droppedBy(action, needs, statement, context);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function droppedBy(
  action: Action,
  { tables, columns }: Needs,
  statement: LintStatement,
  { file, isNew, schema }: RuleContext,
): string | undefined {
  const table =
    action.kind === 'drop' || action.kind === 'rename' ? action.name : 'table' in action ? action.table : undefined;
  if (table === undefined || isNew(table) || !tables.some((each) => mayBeSame(each, table))) {
    return undefined;
  }
  const tableKey = objectKey('table', table);
  if (
    action.kind === 'drop' &&
    action.what === 'table' &&
    !creates(file, tableKey) &&
    !(drops(file, tableKey) && isRenamedTo(tableKey, file))
  ) {
    return showName(table);
  }
  const column =
    action.kind === 'drop-column'
      ? action.column
      : action.kind === 'rename' && action.what === 'column'
        ? action.from
        : undefined;
  const known = schema.table(table);
  return column !== undefined &&
    (tables.length === 1 || known?.columns.has(column) === true) &&
    columns.has(column) &&
    known?.columns.get(column)?.origin.file !== file.path &&
    !creates(file, partKey('column', table, column)) &&
    !isNamedBefore(statement, table, column, file)
    ? `${showName(table)}.${column}`
    : undefined;
}

/** Whether an earlier rename gives the column this name, again in each run. */
function isNamedBefore(statement: LintStatement, table: Name, column: string, file: RuleContext['file']): boolean {
  return renamingIn(file).some(
    ({ start, actions }) =>
      start < statement.start &&
      actions.some(
        (each) =>
          each.kind === 'rename' && each.what === 'column' && each.to === column && each.name.name === table.name,
      ),
  );
}

/** Whether a rename gives a table this key. */
function isRenamedTo(key: string, file: RuleContext['file']): boolean {
  return renamingIn(file).some(({ actions }) =>
    actions.some((each) => each.kind === 'rename' && key === objectKey('table', { ...each.name, name: each.to })),
  );
}

/** The statements that drop or rename something, also those with IF EXISTS: in the first run they do so too. */
const droppingIn = perFile(({ statements }) =>
  statements.filter(({ actions }) =>
    actions.some(({ kind }) => kind === 'drop' || kind === 'drop-column' || kind === 'rename'),
  ),
);

const renamingIn = perFile(({ statements }) =>
  statements.filter(({ actions }) => actions.some(({ kind }) => kind === 'rename')),
);

interface Needs {
  tables: readonly Name[];
  columns: ReadonlySet<string>;
}

function needsOf({ nodeType, node, actions }: LintStatement): Needs {
  if (nodeType !== 'IndexStmt' && nodeType !== 'AlterTableStmt' && nodeType !== 'CommentStmt') {
    return namesIn(node);
  }
  // ALTER TABLE IF EXISTS does not need the table.
  const isGuarded = 'AlterTableStmt' in node && node.AlterTableStmt.missing_ok === true;
  const needs = isGuarded ? [] : actions.flatMap((action) => needsOfAction(action) ?? []);
  return {
    tables: needs.slice(0, 1).map(({ table }) => table),
    columns: new Set(needs.flatMap(({ columns }) => columns)),
  };
}

function needsOfAction(action: Action): { table: Name; columns: readonly string[] } | undefined {
  switch (action.kind) {
    case 'create-index': {
      return { table: action.table, columns: action.mentioned };
    }
    case 'alter-column': {
      return { table: action.table, columns: [action.column] };
    }
    case 'add-constraint': {
      const { columns, condition } = action.constraint;
      return { table: action.table, columns: [...columns, ...(condition?.columns ?? [])] };
    }
    case 'comment': {
      const { what, path } = action;
      return what === 'column'
        ? { table: nameFrom(path.slice(0, -1), 'public'), columns: path.slice(-1) }
        : what === 'table'
          ? { table: nameFrom(path, 'public'), columns: [] }
          : undefined;
    }
    default: {
      return 'table' in action ? { table: action.table, columns: [] } : undefined;
    }
  }
}

/** Whether two names may mean one table: a name without schema may be in any. */
function mayBeSame(a: Name, b: Name): boolean {
  return a.name === b.name && (!a.qualified || !b.qualified || a.schema === b.schema);
}

/** The tables and columns that a parse tree names. */
function namesIn(node: LintStatement['node']): Needs {
  const tables: Name[] = [];
  const columns = new Set<string>();
  walk(node, (key, value) => {
    if ((key === 'RangeVar' || key === 'relation') && isObject(value) && typeof value['relname'] === 'string') {
      const schema = value['schemaname'];
      tables.push(nameFrom([...(typeof schema === 'string' ? [schema] : []), value['relname']], 'public'));
    } else if (key === 'ColumnRef' && isObject(value) && Array.isArray(value['fields'])) {
      columns.add(strings(value['fields']).at(-1) ?? '');
    }
  });
  return { tables, columns };
}

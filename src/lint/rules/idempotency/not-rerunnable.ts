import type { Action } from '../../../sql/statement/action.ts';
import { strings } from '../../../sql/default-names.ts';
import { isObject } from '../../../support/json.ts';
import { walk } from '../../../sql/statement/expression.ts';
import { creates, drops, objectKey } from '../../facts/file-effects.ts';
import { nameFrom, showName, type Name } from '../../../sql/statement/name.ts';
import type { LintStatement } from '../../engine/parse-file.ts';
import { perFile } from '../../facts/per-file.ts';
import type { Rule, RuleContext } from '../../engine/rule.ts';

export const notRerunnable: Rule = {
  id: 'not-rerunnable',
  group: 'idempotency',
  condition: 'a statement needs a table or column that a later statement of the same file drops or renames',
  effect: 'Run a second time, the up fails because it is gone already.',
  remedy: 'Put the statement and the drop into a DO block that looks first whether it is there.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  only: 'up',
  on: 'statement',
  check: (statement, context) => {
    if (statement.conditional || !READS.has(statement.nodeType)) {
      return undefined;
    }
    const gone = takenLater(statement, context);
    return gone === undefined
      ? undefined
      : { index: statement.start, what: `${gone} is needed here and taken away further down` };
  },
};

const READS = new Set([
  'InsertStmt',
  'UpdateStmt',
  'DeleteStmt',
  'CreateTableAsStmt',
  'SelectStmt',
  'IndexStmt',
  'AlterTableStmt',
  'CommentStmt',
]);

function takenLater(statement: LintStatement, { file, isNew, schema }: RuleContext): string | undefined {
  const takers = takersIn(file).filter(({ start }) => start > statement.end);
  if (takers.length === 0) {
    return undefined;
  }
  const { tables, columns } = needsOf(statement);
  for (const later of takers) {
    for (const action of later.actions) {
      const table =
        action.kind === 'drop' || action.kind === 'rename' ? action.name : 'table' in action ? action.table : undefined;
      if (table === undefined || isNew(table) || !tables.some((each) => mayBe(each, table))) {
        continue;
      }
      const known = schema.table(table);
      if (
        action.kind === 'drop' &&
        action.what === 'table' &&
        !creates(file, objectKey('table', table)) &&
        !remade(objectKey('table', table))
      ) {
        return showName(table);
      }
      const column =
        action.kind === 'drop-column'
          ? action.column
          : action.kind === 'rename' && action.what === 'column'
            ? action.from
            : undefined;
      const isOwn = tables.length === 1 || (known !== undefined && known.columns.has(column ?? ''));
      if (
        column !== undefined &&
        isOwn &&
        columns.has(column) &&
        known?.columns.get(column)?.made.file !== file.path &&
        !creates(file, objectKey('column', table, column)) &&
        !namedBefore(table, column)
      ) {
        return `${showName(table)}.${column}`;
      }
    }
  }
  return undefined;

  /** A rename further up gives it this name, again in each run. */
  function namedBefore(table: Name, column: string): boolean {
    return renamesIn(file).some(
      ({ start, actions }) =>
        start < statement.start &&
        actions.some(
          (each) =>
            each.kind === 'rename' && each.what === 'column' && each.to === column && each.name.name === table.name,
        ),
    );
  }

  /** Made under this name by a rename further down. */
  function remade(key: string): boolean {
    return (
      drops(file, key) &&
      renamesIn(file).some(({ actions }) =>
        actions.some((each) => each.kind === 'rename' && key === objectKey('table', { ...each.name, name: each.to })),
      )
    );
  }
}

/** The statements that take something away, or its name. One that looks first whether it is there does so too, the first time. */
const takersIn = perFile(({ statements }) =>
  statements.filter(({ actions }) =>
    actions.some(({ kind }) => kind === 'drop' || kind === 'drop-column' || kind === 'rename'),
  ),
);

const renamesIn = perFile(({ statements }) =>
  statements.filter(({ actions }) => actions.some(({ kind }) => kind === 'rename')),
);

interface Needs {
  tables: readonly Name[];
  columns: ReadonlySet<string>;
}

function needsOf(statement: LintStatement): Needs {
  const { nodeType, node, actions } = statement;
  if (nodeType !== 'IndexStmt' && nodeType !== 'AlterTableStmt' && nodeType !== 'CommentStmt') {
    return { tables: tablesIn(statement), columns: columnsIn(statement) };
  }
  // ALTER TABLE IF EXISTS asks for the table.
  const isAsked = 'AlterTableStmt' in node && node.AlterTableStmt.missing_ok === true;
  const needs = isAsked ? [] : actions.flatMap((action) => needsOfAction(action) ?? []);
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

/** Whether two names may mean one table: a schema that is not written may be any. */
function mayBe(a: Name, b: Name): boolean {
  return a.name === b.name && (!a.qualified || !b.qualified || a.schema === b.schema);
}

function tablesIn({ node }: LintStatement): Name[] {
  const names: Name[] = [];
  walk(node, (key, value) => {
    if ((key === 'RangeVar' || key === 'relation') && isObject(value) && typeof value['relname'] === 'string') {
      const schema = value['schemaname'];
      names.push(nameFrom([...(typeof schema === 'string' ? [schema] : []), value['relname']], 'public'));
    }
  });
  return names;
}

function columnsIn({ node }: LintStatement): Set<string> {
  const names = new Set<string>();
  walk(node, (key, value) => {
    if (key === 'ColumnRef' && isObject(value) && Array.isArray(value['fields'])) {
      names.add(strings(value['fields']).at(-1) ?? '');
    }
  });
  return names;
}

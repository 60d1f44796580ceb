import type { Node } from 'libpg-query';

import type { CatalogObject } from '../../catalog/snapshot/catalog-object.ts';
import { diff } from '../../catalog/diff/diff.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import type { MigrationRun } from '../../migrations/runner/run-migration-file.ts';
import type { ServerNotice } from '../../postgres/run-script.ts';
import { parseStatements, type SqlStatement } from '../../sql/parse-statements.ts';
import { plainName } from '../../sql/plain-name.ts';
import { indexesDropped, looksForInvalid } from './index-drops.ts';
import { shadowedInBlocks, TOLERATING } from './shadowed-in-blocks.ts';
import { finding, type Finding } from '../report/verdict.ts';

/**
 * What IF NOT EXISTS says when it skips: duplicate_table (indexes, views, sequences too), duplicate_column,
 * duplicate_schema, duplicate_object, duplicate_function.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const SKIPPED = new Set(['42P07', '42701', '42P06', '42710', '42723']);

/** One line of a statement is enough to find it by. */
const SHOWN_CHARACTERS = 70;

export interface FirstUp {
  run: MigrationRun;
  /** Path and text of the up. */
  file: string | undefined;
  sql: string;
  before: CatalogSnapshot;
  after: CatalogSnapshot;
  /** The table that no snapshot covers, so that what is done to it cannot be seen. */
  ledgerTable: string;
}

/**
 * Whether an up that ran without error did what it says: one that ends in ROLLBACK undid it; one that found another
 * object under a name did not make its own (`shadowed`); one that changes nothing may be guarded against the wrong thing.
 */
export async function checkFirstUp({
  run,
  file,
  sql,
  before,
  after,
  ledgerTable,
}: FirstUp): Promise<Finding | undefined> {
  const { grade, sequences } = diff(before, after);
  const nothing = grade === 'equal' && sequences.length === 0 && !sql.includes(ledgerTable);
  const skips = run.notices.filter(({ code }) => code !== undefined && SKIPPED.has(code));
  if (!nothing && skips.length === 0 && !/rollback|abort/i.test(sql) && !TOLERATING.test(sql)) {
    return undefined;
  }
  // What the server took and this parser does not know is of a newer version: nothing can be said of it.
  const statements = await parseStatements(sql).catch(() => undefined);
  const rollback = statements?.findLast(({ node }) => 'TransactionStmt' in node);
  if (rollback !== undefined && isRollback(rollback) && (nothing || rollback === statements?.at(-1))) {
    return finding({
      code: 'up-rolls-back',
      status: 'fail',
      what: 'the file ends in ROLLBACK, which undoes what it did',
      fix: 'End the file with COMMIT.',
      details: [place(rollback)],
      file,
      line: rollback.line,
    });
  }
  const shadowed = [
    ...skips.filter((skip) => !saysTheSame(skip, statements ?? [], after)).map(({ message }) => message),
    ...(await shadowedInBlocks(statements ?? [], before, after)),
  ];
  if (shadowed.length > 0) {
    return finding({
      code: 'shadowed',
      status: nothing ? 'fail' : 'warn',
      what: nothing ? 'shadowed: nothing of the up takes effect' : 'shadowed: a part of the up has no effect',
      fix:
        'IF NOT EXISTS, or a block that does the same, found another object of that name, made by an earlier migration ' +
        'or the prelude, and left it as it is, whatever its definition: alter that object, or choose another name.',
      details: [...new Set(shadowed)],
      file,
    });
  }
  const acting = statements?.filter(({ node }) => !('TransactionStmt' in node)) ?? [];
  if (!nothing || skips.length > 0 || acting.every(makesRoom) || acting.some(actsUnseen)) {
    return undefined;
  }
  const onlyRows = acting.every(({ node }) => ROW_STATEMENTS.some((kind) => kind in node));
  return finding({
    code: 'up-changes-nothing',
    status: 'warn',
    what: onlyRows ? 'the up changes nothing here, where it finds no rows' : 'the up changes nothing',
    fix: onlyRows
      ? 'Nothing, if it is meant for rows that only production has.'
      : 'Look for a guard (IF EXISTS, WHERE, a DO block that looks first) that skips what is meant. Nothing, if the up ' +
        'is meant for rows or objects that only production has.',
    details: acting.map(place),
    file,
  });
}

const ROW_STATEMENTS = ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'RefreshMatViewStmt'];

/** What no snapshot of the database shows: where a sequence goes on, upkeep of tables, and other databases. */
const UNSEEN_STATEMENTS = [
  'AlterSeqStmt',
  'AlterSystemStmt',
  'CheckPointStmt',
  'ClusterStmt',
  'CreatedbStmt',
  'DropdbStmt',
  'ReindexStmt',
  'RepackStmt',
  'VacuumStmt',
];

function actsUnseen({ node, text }: SqlStatement): boolean {
  return UNSEEN_STATEMENTS.some((kind) => kind in node) || /\bsetval\b/i.test(text);
}

/** Whether it removes what an interrupted CREATE INDEX CONCURRENTLY has left, which is not there unless it was interrupted. */
function makesRoom(statement: SqlStatement): boolean {
  return indexesDropped(statement).length > 0 || looksForInvalid(statement);
}

/** ROLLBACK TO SAVEPOINT and ROLLBACK PREPARED are other kinds. */
function isRollback({ node }: SqlStatement): boolean {
  return 'TransactionStmt' in node && node.TransactionStmt.kind === 'TRANS_STMT_ROLLBACK';
}

/**
 * Whether what was there already can be nothing else than what every statement of that name asks for: a schema without an
 * owner or contents has no definition but its name, and of an extension schema and version can be compared.
 */
function saysTheSame(
  { code, message }: ServerNotice,
  statements: readonly SqlStatement[],
  { objects }: CatalogSnapshot,
): boolean {
  const names = (name: string | undefined): boolean => name !== undefined && isQuotedIn(message, name);
  const asked = statements.flatMap(({ node }) => {
    if ('CreateSchemaStmt' in node && code === '42P06') {
      const { schemaname, authrole, schemaElts } = node.CreateSchemaStmt;
      return names(schemaname) ? [authrole === undefined && schemaElts === undefined] : [];
    }
    if ('CreateExtensionStmt' in node && code === '42710') {
      const { extname = '', options = [] } = node.CreateExtensionStmt;
      const found = objects.find(({ kind, name }) => kind === 'extension' && name === plainName(extname));
      return names(extname) ? [options.every((option) => isSo(option, found))] : [];
    }
    return [];
  });
  return asked.length > 0 && asked.every(Boolean);
}

/** Whether the server's message is about that very name, in the quotation marks of whatever language. */
function isQuotedIn(message: string, name: string): boolean {
  const at = message.indexOf(name);
  const marks = /^[\p{Pi}\p{Pf}\p{Ps}"']$/u;
  const [left = '', right = ''] = [
    message.slice(0, at).trimEnd().at(-1),
    message.slice(at + name.length).trimStart()[0],
  ];
  return at !== -1 && marks.test(left) && marks.test(right);
}

/** Whether an extension is as an option of CREATE EXTENSION says; CASCADE asks for nothing of its own. */
function isSo(option: Node, extension: CatalogObject | undefined): boolean {
  const { defname = '', arg } = 'DefElem' in option ? option.DefElem : {};
  const property = { schema: 'schema', new_version: 'version' }[defname];
  const wanted = arg !== undefined && 'String' in arg ? arg.String.sval : undefined;
  const held = property === undefined ? undefined : extension?.definition[property];
  return defname === 'cascade' || (wanted !== undefined && (held === wanted || held === plainName(wanted)));
}

function place({ line, text }: SqlStatement): string {
  const shown = text.replaceAll(/\s+/g, ' ');
  return `line ${line}: ${shown.length > SHOWN_CHARACTERS ? `${shown.slice(0, SHOWN_CHARACTERS)}…` : shown}`;
}

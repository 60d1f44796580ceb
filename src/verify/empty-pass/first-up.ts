import type { Node } from 'libpg-query';

import type { CatalogObject } from '../../catalog/snapshot/catalog-object.ts';
import { diff } from '../../catalog/diff/diff.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import type { MigrationRun } from '../../migrations/runner/run-migration-file.ts';
import type { ServerNotice } from '../../postgres/run-script.ts';
import { parseStatements, type SqlStatement } from '../../sql/parse-statements.ts';
import { plainName } from '../../sql/plain-name.ts';
import { indexesDropped, looksForInvalid } from './resumption.ts';
import { shadowedInBlocks } from './shadowed-in-blocks.ts';
import { mayBeSilent, silentSkips } from './silent-skips.ts';
import type { SqlFile } from '../migration-source.ts';
import { hasUnseenEffect } from './unseen-effects.ts';
import { statementLine } from '../report/statement-line.ts';
import { finding, type Finding } from '../report/verdict.ts';

/**
 * The notices of IF NOT EXISTS when it skips: duplicate_table (indexes, views, sequences too), duplicate_column,
 * duplicate_schema, duplicate_object, duplicate_function.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const SKIPPED = new Set(['42P07', '42701', '42P06', '42710', '42723']);

export interface FirstUp extends SqlFile {
  run: MigrationRun;
  before: CatalogSnapshot;
  after: CatalogSnapshot;
  /** Golang-migrate's table, whose changes no snapshot shows. */
  ledgerTable: string;
}

/**
 * Whether an up that ran without error does what it says: one that ends in ROLLBACK is undone; one that finds a different
 * object under a name does not create its own (`shadowed`); one that changes nothing may have a wrong guard.
 */
export async function checkFirstUp({
  run,
  file,
  sql = '',
  before,
  after,
  ledgerTable,
}: FirstUp): Promise<Finding | undefined> {
  const { grade, sequences } = diff(before, after);
  const nothing = grade === 'equal' && sequences.length === 0 && !sql.includes(ledgerTable);
  const skips = run.notices.filter(({ code }) => code !== undefined && SKIPPED.has(code));
  if (!nothing && skips.length === 0 && !/rollback|abort|exception/i.test(sql) && !mayBeSilent(sql)) {
    return undefined;
  }
  // What the server accepts and this parser does not is newer syntax: nothing can be concluded from it.
  const statements = await parseStatements(sql).catch(() => undefined);
  const rollback = statements?.findLast(({ node }) => 'TransactionStmt' in node);
  if (rollback !== undefined && isRollback(rollback) && (nothing || rollback === statements?.at(-1))) {
    return finding({
      code: 'up-rolls-back',
      status: 'fail',
      what: 'the file ends in ROLLBACK, which undoes its changes',
      fix: 'End the file with COMMIT.',
      details: [statementLine(rollback)],
      file,
      line: rollback.line,
    });
  }
  const shadowed = [
    ...skips.filter((skip) => !isEquivalent(skip, statements ?? [], after)).map(({ message }) => message),
    ...(mayBeSilent(sql) ? await silentSkips(sql, before) : []),
    ...(await shadowedInBlocks(sql, before, after)),
  ];
  if (shadowed.length > 0) {
    return finding({
      code: 'shadowed',
      status: nothing ? 'fail' : 'warn',
      what: nothing
        ? 'an existing object shadows all that the up creates, so it has no effect'
        : 'an existing object shadows a part of what the up creates',
      fix:
        'Alter the existing object, or choose another name: IF NOT EXISTS, or a block that does the same, found an object ' +
        'of that name from an earlier migration or the prelude and kept it, whatever its definition.',
      details: [...new Set(shadowed)],
      file,
    });
  }
  const acting = statements?.filter(({ node }) => !('TransactionStmt' in node)) ?? [];
  if (!nothing || skips.length > 0 || acting.every(removesUnfinishedIndex) || acting.some(hasUnseenEffect)) {
    return undefined;
  }
  const onlyRows = acting.every(({ node }) => ROW_STATEMENTS.some((kind) => kind in node));
  return finding({
    code: 'up-changes-nothing',
    status: 'warn',
    what: onlyRows ? 'the up changes nothing here, where tables have no rows' : 'the up changes nothing',
    fix: onlyRows
      ? 'Do nothing if it is meant for rows that only production has.'
      : 'Look for a guard (IF EXISTS, WHERE, a check in a DO block) that skips the change. Do nothing if the up is meant ' +
        'for rows or objects that only production has.',
    details: acting.map(statementLine),
    file,
  });
}

const ROW_STATEMENTS = ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'RefreshMatViewStmt'];

/** Whether it removes the index that an interrupted CREATE INDEX CONCURRENTLY leaves. */
function removesUnfinishedIndex(statement: SqlStatement): boolean {
  return indexesDropped(statement).length > 0 || looksForInvalid(statement);
}

/** ROLLBACK TO SAVEPOINT and ROLLBACK PREPARED have other kinds. */
function isRollback({ node }: SqlStatement): boolean {
  return 'TransactionStmt' in node && node.TransactionStmt.kind === 'TRANS_STMT_ROLLBACK';
}

/**
 * Whether the existing object is surely what every statement of that name asks for: a schema without owner or contents has
 * no definition but its name, and an extension is compared by schema and version.
 */
function isEquivalent(
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
      return names(extname) ? [options.every((option) => hasOption(found, option))] : [];
    }
    return [];
  });
  return asked.length > 0 && asked.every(Boolean);
}

/** Whether the server's message names it, in the quotation marks of any language. */
function isQuotedIn(message: string, name: string): boolean {
  const at = message.indexOf(name);
  const marks = /^[\p{Pi}\p{Pf}\p{Ps}"']$/u;
  const [left = '', right = ''] = [
    message.slice(0, at).trimEnd().at(-1),
    message.slice(at + name.length).trimStart()[0],
  ];
  return at !== -1 && marks.test(left) && marks.test(right);
}

/** Whether an extension is as an option of CREATE EXTENSION requests; CASCADE requests nothing for it. */
function hasOption(extension: CatalogObject | undefined, option: Node): boolean {
  const { defname = '', arg } = 'DefElem' in option ? option.DefElem : {};
  const property = { schema: 'schema', new_version: 'version' }[defname];
  const wanted = arg !== undefined && 'String' in arg ? arg.String.sval : undefined;
  const actual = property === undefined ? undefined : extension?.definition[property];
  return defname === 'cascade' || (wanted !== undefined && (actual === wanted || actual === plainName(wanted)));
}

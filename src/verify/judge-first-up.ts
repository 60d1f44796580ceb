import { diff } from '../catalog/diff.ts';
import type { Snapshot } from '../catalog/snapshot.ts';
import type { MigrationRun } from '../migrations/run-migration-file.ts';
import type { ServerNotice } from '../postgres/run-script.ts';
import { parseStatements, type SqlStatement } from '../sql/parse-statements.ts';
import { finding, type Finding } from './verdict.ts';

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
  before: Snapshot;
  after: Snapshot;
  /** The table that no snapshot covers, so that what is done to it cannot be seen. */
  ledgerTable: string;
}

/**
 * Whether an up that ran without error did what it says: one that ends in ROLLBACK undid it; one that found another
 * object under a name did not make its own (`masked`); one that changes nothing may be guarded against the wrong thing.
 */
export async function judgeFirstUp({
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
  if (!nothing && skips.length === 0 && !/rollback|abort/i.test(sql)) {
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
      mend: 'End the file with COMMIT.',
      details: [place(rollback)],
      file,
      line: rollback.line,
    });
  }
  const masked = skips.filter((skip) => !saysTheSame(skip, statements ?? []));
  if (masked.length > 0) {
    return finding({
      code: 'masked',
      status: nothing ? 'fail' : 'warn',
      what: nothing ? 'masked: nothing of the up takes effect' : 'masked: a part of the up has no effect',
      mend:
        'IF NOT EXISTS found another object of that name, made by an earlier migration or the prelude, and left it as ' +
        'it is, whatever its definition: alter that object, or choose another name.',
      details: [...new Set(masked.map(({ message }) => message))],
      file,
    });
  }
  const acting = statements?.filter(({ node }) => !('TransactionStmt' in node)) ?? [];
  if (!nothing || skips.length > 0 || acting.length === 0 || acting.some(actsUnseen)) {
    return undefined;
  }
  const onlyRows = acting.every(({ node }) => ROW_STATEMENTS.some((kind) => kind in node));
  return finding({
    code: 'up-changes-nothing',
    status: 'warn',
    what: onlyRows ? 'the up changes nothing here, where it finds no rows' : 'the up changes nothing',
    mend: onlyRows
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

/** ROLLBACK TO SAVEPOINT and ROLLBACK PREPARED are other kinds. */
function isRollback({ node }: SqlStatement): boolean {
  return 'TransactionStmt' in node && node.TransactionStmt.kind === 'TRANS_STMT_ROLLBACK';
}

/**
 * Whether what was there already can be nothing else than what the statement asks for: a schema without an owner or
 * contents, an extension without a version or schema, have no definition but their name.
 */
function saysTheSame({ code, message }: ServerNotice, statements: readonly SqlStatement[]): boolean {
  return statements.some(({ node }) => {
    if ('CreateSchemaStmt' in node) {
      const { schemaname, authrole, schemaElts } = node.CreateSchemaStmt;
      const bare = authrole === undefined && schemaElts === undefined;
      return code === '42P06' && bare && message.includes(`${schemaname}`);
    }
    if ('CreateExtensionStmt' in node) {
      const { extname, options } = node.CreateExtensionStmt;
      return code === '42710' && options === undefined && message.includes(`${extname}`);
    }
    return false;
  });
}

function place({ line, text }: SqlStatement): string {
  const shown = text.replaceAll(/\s+/g, ' ');
  return `line ${line}: ${shown.length > SHOWN_CHARACTERS ? `${shown.slice(0, SHOWN_CHARACTERS)}…` : shown}`;
}

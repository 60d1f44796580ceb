import type { LintStatement } from '../engine/lint-file.ts';

const BY_NODE_TYPE: Readonly<Record<string, string>> = {
  CreatedbStmt: 'CREATE DATABASE',
  DropdbStmt: 'DROP DATABASE',
  CreateTableSpaceStmt: 'CREATE TABLESPACE',
  DropTableSpaceStmt: 'DROP TABLESPACE',
  AlterSystemStmt: 'ALTER SYSTEM',
};

/** What a statement is called that PostgreSQL refuses within a transaction; undefined for the others. */
export function nonTransactional({ nodeType, actions }: LintStatement): string | undefined {
  const byNodeType = BY_NODE_TYPE[nodeType];
  if (byNodeType !== undefined) {
    return byNodeType;
  }
  for (const action of actions) {
    if (action.kind === 'create-index' && action.concurrently) {
      return 'CREATE INDEX CONCURRENTLY';
    }
    if (action.kind === 'drop' && action.concurrently) {
      return 'DROP INDEX CONCURRENTLY';
    }
    if (action.kind === 'alter-table' && action.concurrently) {
      return 'DETACH PARTITION CONCURRENTLY';
    }
    if (action.kind === 'maintain') {
      if (action.does === 'vacuum' || action.does === 'vacuum full') {
        return 'VACUUM';
      }
      if (action.does === 'reindex' && (action.concurrently || action.name === undefined)) {
        return action.concurrently ? 'REINDEX CONCURRENTLY' : 'REINDEX of a schema or database';
      }
      if (action.does === 'cluster' && action.name === undefined) {
        return 'CLUSTER of all tables';
      }
    }
  }
  return undefined;
}

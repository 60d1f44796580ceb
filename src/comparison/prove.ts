import type { Client } from 'pg';

import { diff } from '../catalog/diff/diff.ts';
import type { SnapshotDiff } from '../catalog/diff/snapshot-diff.ts';
import { formatDiff } from '../catalog/diff/format-diff.ts';
import { revertSql, type RevertSql } from '../catalog/revert/revert-sql.ts';
import type { DependentObjects } from '../catalog/snapshot/dependencies.ts';
import type { CatalogSnapshot } from '../catalog/snapshot/describe-schema.ts';
import { withConnection, type ConnectionTarget } from '../postgres/connect.ts';
import { createRoles, rolesOf } from './missing-roles.ts';
import { messageOf } from '../support/errors.ts';

/** The SQL that brings one state to another. */
export interface SqlBetween extends RevertSql {
  /** Why it is not known to be right; undefined if it was run on a copy of the one state and gave the other. */
  unproven: string | undefined;
}

/** A state without what is ignored. */
export interface ComparedState extends DependentObjects {
  /** The keys of the objects that are left out. */
  ignored: ReadonlySet<string>;
}

/** Statements that bring `from` to `to`. */
export function sqlBetween(from: ComparedState, to: CatalogSnapshot, role: string): RevertSql {
  const { snapshot, dependencies, ignored } = from;
  const states = {
    wanted: to.objects,
    current: snapshot.objects,
    dependencies,
    sequences: snapshot.sequences,
    ignored,
  };
  return revertSql(ofSchema(diff(to, snapshot)), states, { role });
}

/** Rows are the users', and no statement moves a column: nothing is derived for either. */
function ofSchema(difference: SnapshotDiff): SnapshotDiff {
  return {
    ...difference,
    rows: [],
    objects: difference.objects.filter(({ change, kind }) => change !== 'reordered' || kind === 'composite type'),
    uncovered: [],
  };
}

/** Reads the state of a throw-away database. */
type Read = (client: Client) => Promise<ComparedState>;

/**
 * Runs the SQL on a throw-away database that has the state `from`, or is brought to it first, and compares what comes of
 * it with `to`.
 *
 * @returns why the SQL is not proven; undefined if it is
 */
export async function proveSql(
  { statements }: RevertSql,
  states: { from: CatalogSnapshot; to: CatalogSnapshot },
  scratch: { target: ConnectionTarget; role: string; read: Read },
): Promise<string | undefined> {
  return withConnection(
    scratch.target,
    async (client) => {
      const copied = await copyState(client, states.from, scratch);
      if (copied !== undefined) {
        return `it was not tried: ${copied}`;
      }
      const failed = await runAll(client, statements);
      return failed ?? (await differs(client, states.to, scratch.read, 'it leaves a difference'));
    },
    { limits: 'none' },
  );
}

/** Brings a throw-away database to a state. @returns why that failed */
async function copyState(
  client: Client,
  state: CatalogSnapshot,
  { role, read }: { role: string; read: Read },
): Promise<string | undefined> {
  const present = await read(client);
  if (isSame(present.snapshot, state)) {
    return undefined;
  }
  await createRoles(client, rolesOf(state.objects));
  const { statements } = sqlBetween(present, state, role);
  const failed = await runAll(client, statements);
  return failed ?? (await differs(client, state, read, 'no copy of the database could be made'));
}

async function runAll(client: Client, statements: readonly string[]): Promise<string | undefined> {
  for (const statement of statements) {
    try {
      await client.query(statement);
    } catch (error) {
      return `the server refuses "${firstLine(statement)}": ${messageOf(error)}`;
    }
  }
  return undefined;
}

function firstLine(statement: string): string {
  const line = statement.split('\n').find((each) => !each.startsWith('--')) ?? '';
  return line.length > 100 ? `${line.slice(0, 100)}…` : line;
}

async function differs(
  client: Client,
  wanted: CatalogSnapshot,
  read: Read,
  sentence: string,
): Promise<string | undefined> {
  const { snapshot } = await read(client);
  const [line] = isSame(snapshot, wanted) ? [] : formatDiff(ofSchema(diff(wanted, snapshot)));
  return line === undefined ? undefined : `${sentence}: ${line}`;
}

function isSame(a: CatalogSnapshot, b: CatalogSnapshot): boolean {
  return ofSchema(diff(a, b)).objects.length === 0;
}

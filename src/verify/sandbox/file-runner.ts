import type { Client } from 'pg';

import { runBatch, type Cell } from '../../catalog/snapshot/batch.ts';
import { runMigrationFile, type MigrationRun } from '../../migrations/runner/run-migration-file.ts';
import { connect, type ConnectionTarget } from '../../postgres/connect.ts';
import type { PostgresServer } from '../../servers/server.ts';
import { routinesMayLast, sessionEffect } from '../../sql/effects/session-effects.ts';

export type FailedRun = Extract<MigrationRun, { ok: false }>;

/** Runs files one after the other, each as if in a new session. */
export interface FileRunner {
  /** Runs a file as golang-migrate does: whole, as one simple query. */
  run(sql: string): Promise<MigrationRun>;
  /** Also asks a query afterwards, in the round trip that resets the session: its first value, undefined if it fails. */
  runAndAsk(sql: string, query: string): Promise<{ run: MigrationRun; answer: Cell | undefined }>;
  /** The first value of a query, undefined if it fails. */
  ask(query: string): Promise<Cell | undefined>;
  /** The connection, in the state of a new session. */
  client(): Promise<Client>;
  /** Closes the connection, for example before the database is dropped; the next use opens another. */
  disconnect(): Promise<void>;
}

/**
 * DISCARD ALL without DEALLOCATE, since the snapshots' prepared statements are to stay.
 *
 * @see https://www.postgresql.org/docs/current/sql-discard.html
 */
const RESET_SESSION =
  'CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; SELECT pg_advisory_unlock_all(); ' +
  'DISCARD TEMP; DISCARD SEQUENCES';

const EVENT_TRIGGERS_ON = 'SET event_triggers = on';

/**
 * A login trigger must neither write its rows nor refuse us at connections that only verify makes; the trigger itself is
 * tried by `checkLogin`. For the files the other event triggers are on again.
 *
 * @see https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-EVENT-TRIGGERS
 */
function withoutEventTriggers(target: ConnectionTarget): ConnectionTarget {
  const config = typeof target === 'string' ? { connectionString: target } : target;
  return { ...config, options: '-c event_triggers=off' };
}

/** The definitions of the database's routines, without those of extensions and those that cannot set anything. */
const ROUTINES = `SELECT pg_catalog.string_agg(pg_catalog.pg_get_functiondef(p.oid), E';\\n' ORDER BY p.oid)
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = p.prolang
 WHERE p.oid >= 16384 AND p.prokind <> 'a' AND l.lanname NOT IN ('c', 'internal')
   AND (l.lanname NOT IN ('sql', 'plpgsql') OR p.proconfig IS NOT NULL
        OR p.prosrc ~* 'set|load|prepare|deallocate|discard|execute|alter|extension|origin|u&"')
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e')`;

/** Changes whenever a routine is made, changed or dropped. Planning {@link ROUTINES} takes ten times as long. */
const ROUTINES_CHANGED = `SELECT pg_catalog.string_agg(oid || ':' || xmin, ',' ORDER BY oid)
  FROM pg_catalog.pg_proc WHERE oid >= 16384`;

/** A runner in a database of the server, which files call `databaseName`; where we are a superuser, its connections do not fire login triggers. */
export function fileRunnerIn(server: PostgresServer, database: string, databaseName?: string): FileRunner {
  const skipsLoginTriggers = server.kind !== 'existing' && server.version.major >= 17;
  return openFileRunner(server.connection(database), skipsLoginTriggers, databaseName);
}

/**
 * One connection, reset after each file: that takes a tenth of the time of a new one and keeps its caches warm. After a
 * file that may leave what a reset does not revert, the next file gets a new connection; so does every file once the
 * database has a routine that may leave such a thing.
 */
export function openFileRunner(given: ConnectionTarget, skipsLoginTriggers = false, databaseName?: string): FileRunner {
  const target = skipsLoginTriggers ? withoutEventTriggers(given) : given;
  const reset = skipsLoginTriggers ? `${RESET_SESSION}; ${EVENT_TRIGGERS_ON}` : RESET_SESSION;
  let open: Client | undefined;
  /** Whether the database has had a routine that may leave what a reset does not revert; undefined: not known yet. */
  let routinesLast: boolean | undefined;
  let routines: Cell = null;

  const noteRoutines = async (session: Client, now: Cell): Promise<void> => {
    if (routinesLast === undefined || now !== routines) {
      routines = now;
      const definitions = now === null ? null : ((await answersOf(session, [ROUTINES]))?.[0] ?? null);
      routinesLast = routinesLast === true || (definitions !== null && (await routinesMayLast(definitions)));
    }
  };
  const client = async (): Promise<Client> => {
    if (open === undefined) {
      const opened = await connect(target);
      await (skipsLoginTriggers ? opened.query(EVENT_TRIGGERS_ON) : undefined);
      open = opened;
    }
    if (routinesLast === undefined) {
      await noteRoutines(open, (await answersOf(open, [ROUTINES_CHANGED]))?.[0] ?? null);
    }
    return open;
  };
  const disconnect = async (): Promise<void> => {
    const closing = open;
    open = undefined;
    await closing?.end();
  };
  const ask = async (query: string): Promise<Cell | undefined> => (await answersOf(await client(), [query]))?.at(-1);
  /** Runs the file and resets the session; the answers are undefined where the session cannot be used again. */
  const runAndReset = async (sql: string, queries: readonly string[]) => {
    const session = await client();
    const run = await runMigrationFile(session, sql, databaseName);
    const answers =
      routinesLast === true || (await sessionEffect(sql)) === 'lasting'
        ? undefined
        : await answersOf(session, [reset, ROUTINES_CHANGED, ...queries]);
    if (answers !== undefined) {
      await noteRoutines(session, answers.at(-1 - queries.length) ?? null);
      if (routinesLast !== true) {
        return { run, answers };
      }
    }
    await disconnect();
    routinesLast ||= undefined;
    return { run, answers: undefined };
  };
  return {
    client,
    disconnect,
    ask,
    run: async (sql) => (await runAndReset(sql, [])).run,
    async runAndAsk(sql, query) {
      const { run, answers } = await runAndReset(sql, [query]);
      return { run, answer: answers === undefined ? await ask(query) : answers.at(-1) };
    },
  };
}

/** The first value of each statement; undefined when one fails, be it because the file has ended the connection. */
async function answersOf(session: Client, statements: readonly string[]): Promise<Cell[] | undefined> {
  return runBatch(session, statements).then(
    (results) => results.map(({ rows }) => rows[0]?.[0] ?? null),
    () => undefined,
  );
}

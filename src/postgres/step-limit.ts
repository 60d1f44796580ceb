import type { Client } from 'pg';

import { codeOf, EnvironmentError, InvalidOptionError } from '../support/errors.ts';
import { SQLSTATE } from './sqlstate.ts';

/** How long a statement of our own may take. */
export interface StepLimits {
  /** Milliseconds after which a statement that waits for another session or process is cancelled. */
  waiting: number;
  /** Milliseconds after which any statement is cancelled, even one that works. */
  working: number;
}

/** Most take milliseconds. A copy of a large database, or a snapshot of large tables, works for minutes. */
const WORKING_PER_WAITING = 30;

const DEFAULT_SECONDS = 120;

/**
 * The limits of this process: `ELEMENTALDB_STEP_TIMEOUT`, in seconds, is the time to wait.
 *
 * @throws InvalidOptionError
 */
export function stepLimits(given = process.env['ELEMENTALDB_STEP_TIMEOUT']): StepLimits {
  const seconds = given === undefined || given === '' ? DEFAULT_SECONDS : Number(given);
  if (!(seconds > 0 && seconds <= LONGEST_SECONDS)) {
    throw new InvalidOptionError('ELEMENTALDB_STEP_TIMEOUT', {
      message: `invalid ELEMENTALDB_STEP_TIMEOUT: ${JSON.stringify(given)}`,
      hint: `Use a number of seconds, more than 0 and at most ${LONGEST_SECONDS}.`,
    });
  }
  return { waiting: seconds * 1000, working: seconds * 1000 * WORKING_PER_WAITING };
}

/** A day. Timers of Node take at most 24. */
const LONGEST_SECONDS = 86_400;

/**
 * Limits the statements that are sent by `query` and the end of the session. Scripts and COPY data, which are objects with
 * `submit`, have no limit: they hold what users wrote.
 *
 * The statement is cancelled, and its error names what it waits for: `STEP_BLOCKED` for a lock, `STEP_TIMED_OUT` for anything else.
 *
 * @param openBeside opens a second session with the same login in the same database
 */
export function limitSteps(client: Client, limits: StepLimits, openBeside: () => Promise<Client>): void {
  client.query = new Proxy(client.query.bind(client), {
    apply: (ask, _, values: [unknown, ...unknown[]]): unknown => {
      const answer: unknown = Reflect.apply(ask, client, values);
      return answer instanceof Promise ? limited(client, textOf(values[0]), answer, limits, openBeside) : answer;
    },
  });
  client.end = new Proxy(client.end.bind(client), {
    apply: async (end: () => Promise<void>): Promise<void> => {
      const timer = setTimeout(() => cutConnection(client), limits.waiting).unref();
      await end().finally(() => clearTimeout(timer));
    },
  });
}

/** What a statement waits for, when its limit is over. */
interface Wait {
  /** Whether another session, a prepared transaction or a process of the server keeps it from working. */
  isBlocked: boolean;
  isLock: boolean;
  text: string;
}

const UNKNOWN: Wait = { isBlocked: false, isLock: false, text: 'something that the server does not tell' };

async function limited<T>(
  client: Client,
  statement: string,
  answer: Promise<T>,
  { waiting, working }: StepLimits,
  openBeside: () => Promise<Client>,
): Promise<T> {
  const begun = performance.now();
  const state: { wait?: Wait; looking?: Promise<void>; timer?: NodeJS.Timeout } = {};
  const look = async (): Promise<void> => {
    const isLate = performance.now() - begun >= working;
    if (state.wait !== undefined) {
      cutConnection(client); // It did not react to being cancelled.
      return;
    }
    const wait = await cancelIf(client, openBeside, (found) => isLate || found.isBlocked).catch(() => UNKNOWN);
    if (isLate || wait.isBlocked) {
      state.wait = wait;
    }
    lookLater();
  };
  const lookLater = (): void => {
    state.timer = setTimeout(() => {
      state.looking = look();
    }, waiting).unref();
  };
  lookLater();
  try {
    return await answer;
  } catch (error) {
    await state.looking;
    const { wait } = state;
    // Without a code: the connection was cut.
    const isOurs = codeOf(error) === SQLSTATE.queryCanceled || codeOf(error) === undefined;
    throw wait !== undefined && isOurs ? timedOut(client, statement, performance.now() - begun, wait, error) : error;
  } finally {
    await state.looking;
    clearTimeout(state.timer);
  }
}

function timedOut(client: Client, statement: string, took: number, wait: Wait, cause: unknown): EnvironmentError {
  const where = `in the database "${client.database ?? ''}"`;
  return new EnvironmentError(
    `the server did not finish "${statement}" ${where} in ${Math.ceil(took / 1000)} s; it waited for ${wait.text}`,
    {
      code: wait.isLock ? 'STEP_BLOCKED' : 'STEP_TIMED_OUT',
      hint: wait.isLock
        ? 'End what holds the lock. A longer limit: ELEMENTALDB_STEP_TIMEOUT=SECONDS.'
        : "Look at the server's log. Start the server without the libraries of shared_preload_libraries that do not answer. " +
          'A longer limit: ELEMENTALDB_STEP_TIMEOUT=SECONDS.',
      cause,
    },
  );
}

/** The beginning of a statement, in one line and without a password. */
function textOf(query: unknown): string {
  const text = typeof query === 'string' ? query : String(Object(query).text);
  const line = text
    .slice(0, 2000)
    .replaceAll(/\bPASSWORD\s+'(?:[^']|'')*'?/gi, "PASSWORD '…'")
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}

const SHOWN = 100;

/** Ends the connection without the server's help; the statement fails, and the session ends when the server notices. */
export function cutConnection(client: Client): void {
  Object(client).connection?.stream?.destroy();
}

/** Looks at what the session waits for, and cancels its statement if `isEnough`. */
async function cancelIf(
  client: Client,
  openBeside: () => Promise<Client>,
  isEnough: (wait: Wait) => boolean,
): Promise<Wait> {
  const pid: unknown = Object(client).processID;
  const beside = await openBeside();
  try {
    const wait = await readWait(beside, pid);
    if (isEnough(wait)) {
      await beside.query('SELECT pg_catalog.pg_cancel_backend($1)', [pid]);
    }
    return wait;
  } finally {
    await beside.end();
  }
}

/**
 * Other waits, such as those for a disk, a checkpoint or parallel workers, end by themselves.
 *
 * @see https://www.postgresql.org/docs/current/monitoring-stats.html#WAIT-EVENT-TABLE
 */
const BLOCKED = /^(?:Lock|Timeout|Extension|Client|IPC (?:ProcSignalBarrier|SyncRep)$)/;

async function readWait(beside: Client, pid: unknown): Promise<Wait> {
  const { rows } = await beside.query<{
    event: string | null;
    lock: string | null;
    holders: string | null;
    workers: string | null;
  }>(
    `SELECT pg_catalog.concat_ws(' ', a.wait_event_type, a.wait_event) AS event,
            (SELECT pg_catalog.concat_ws(' ', l.mode, 'on', l.locktype, l.relation::pg_catalog.regclass)
               FROM pg_catalog.pg_locks l WHERE l.pid = a.pid AND NOT l.granted LIMIT 1) AS lock,
            (SELECT pg_catalog.string_agg(DISTINCT holder, ', ') FROM (
               SELECT pg_catalog.format('pid %s (%s, user %s, %s)', b.pid,
                        coalesce(nullif(b.application_name, ''), b.backend_type), b.usename, b.state) AS holder
                 FROM pg_catalog.pg_stat_activity b WHERE b.pid = ANY (pg_catalog.pg_blocking_pids(a.pid))
               UNION ALL SELECT pg_catalog.format('the prepared transaction %L', p.gid)
                 FROM pg_catalog.pg_prepared_xacts p WHERE 0 = ANY (pg_catalog.pg_blocking_pids(a.pid))) h) AS holders,
            (SELECT pg_catalog.string_agg(DISTINCT w.backend_type, ', ') FROM pg_catalog.pg_stat_activity w
              WHERE w.backend_type NOT IN ('client backend', 'checkpointer', 'background writer', 'walwriter', 'startup',
                      'autovacuum launcher', 'autovacuum worker', 'archiver', 'io worker')) AS workers
       FROM pg_catalog.pg_stat_activity a WHERE a.pid = $1`,
    [pid],
  );
  const { event = '', lock = null, holders = null, workers = null } = rows[0] ?? {};
  const isLock = lock !== null;
  const what = isLock ? lock : event === '' || event === null ? 'nothing that it names' : event;
  const by = holders === null ? '' : `, held by ${holders}`;
  const others = isLock || workers === null ? '' : ` (background workers: ${workers})`;
  return { isBlocked: isLock || BLOCKED.test(event ?? ''), isLock, text: `${what}${by}${others}` };
}

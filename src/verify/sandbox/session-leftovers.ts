import type { Client } from 'pg';

import { LEAVING_CALLS, sessionEffect } from '../../sql/effects/session-effects.ts';

/** What a file of a chain left in the session that ran it. */
export interface LeftInSession {
  /** The position of the file. */
  position: number;
  /** In words, as `SessionLeftovers` says it. */
  line: string;
}

/** Settings that end statements or say more, and change nothing that a snapshot shows. */
const WITHOUT_EFFECT = /^SET (?:(?:lock|statement|deadlock|transaction|idle_\w+)_timeout|client_min_messages) = /;

/** Whether a file may notice what earlier ones left in the session. A temporary function is called by its schema only. */
export function mayNotice(sql: string, lines: readonly string[]): boolean {
  return lines.some((line) =>
    line.startsWith('temporary function ') ? /pg_temp/i.test(sql) : !WITHOUT_EFFECT.test(line),
  );
}

/** Sets in a new session what earlier files left in another one, as far as a file with that `mayNotice` nothing may need it. */
export async function repeatSettings(client: Client, lines: readonly string[]): Promise<void> {
  const settings = lines.filter((line) => WITHOUT_EFFECT.test(line));
  if (settings.length > 0) {
    await client.query(settings.join('; '));
  }
}

/** What files leave in the session that runs them, one after the other. */
export class SessionLeftovers {
  readonly #client: Client;
  readonly #role: string;
  readonly #custom = new Set<string>();
  readonly #known = new Set<string>();
  /** Whether the database may have routines of users or extensions. */
  #mayHaveRoutines = true;
  /** Whether a default, rule or view may call a function of PostgreSQL that leaves something; undefined before the first look. */
  #mayCallLeaving: boolean | undefined;

  /** @param role that a new session has */
  constructor(client: Client, role: string) {
    this.#client = client;
    this.#role = role;
  }

  /** Notes what the session has already: it counts as left by no file. */
  async noteCurrent(): Promise<void> {
    await this.#read();
  }

  /** Counts these lines as left by no file. */
  note(lines: readonly string[]): void {
    lines.forEach((line) => this.#known.add(line));
  }

  /** All that the session has now, in words. */
  async current(): Promise<string[]> {
    return leftInSession(this.#client, this.#role, [...this.#custom]);
  }

  /** What the session has since this file, in words. */
  async newAfter(sql: string): Promise<string[]> {
    const effect = await sessionEffect(sql);
    this.#mayHaveRoutines ||= MAKES_ROUTINES.test(sql);
    if (LEAVING_CALLS.test(sql)) {
      this.#mayCallLeaving = true;
    }
    if (effect === 'nothing') {
      return [];
    }
    for (const [name] of sql.matchAll(CUSTOM_PARAMETERS)) {
      this.#custom.add(name.toLowerCase());
    }
    return effect === 'through-routines' && this.#callsNothing() ? [] : this.#read();
  }

  /** Whether no routine can act, and no statement makes something temporary without saying so. */
  #callsNothing(): boolean {
    return (
      !this.#mayHaveRoutines &&
      this.#mayCallLeaving === false &&
      ![...this.#known].some((line) => line.startsWith('SET search_path'))
    );
  }

  async #read(): Promise<string[]> {
    this.#mayHaveRoutines = await hasRoutines(this.#client);
    this.#mayCallLeaving ??= await callsLeaving(this.#client);
    const lines = await leftInSession(this.#client, this.#role, [...this.#custom]);
    const fresh = lines.filter((line) => !this.#known.has(line));
    fresh.forEach((line) => this.#known.add(line));
    return fresh;
  }
}

/** The words of plain statements that make routines. */
const MAKES_ROUTINES = /function|procedure|aggregate|range/i;

async function hasRoutines(client: Client): Promise<boolean> {
  const { rows } = await client.query('SELECT FROM pg_catalog.pg_proc WHERE oid >= 16384 LIMIT 1');
  return rows.length > 0;
}

/** Whether what the database has already calls such a function: checks, defaults, domains, policies, rules, views. */
async function callsLeaving(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ calls: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_catalog.pg_attrdef WHERE pg_catalog.pg_get_expr(adbin, adrelid) ~* $1)
         OR EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE contype = 'c' AND pg_catalog.pg_get_constraintdef(oid) ~* $1)
         OR EXISTS (SELECT FROM pg_catalog.pg_policy WHERE pg_catalog.pg_get_expr(polqual, polrelid) ~* $1
                       OR pg_catalog.pg_get_expr(polwithcheck, polrelid) ~* $1)
         OR EXISTS (SELECT FROM pg_catalog.pg_rewrite WHERE oid >= 16384 AND pg_catalog.pg_get_ruledef(oid) ~* $1)
         OR EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE NOT tgisinternal AND pg_catalog.pg_get_triggerdef(oid) ~* $1)
         OR EXISTS (SELECT FROM pg_catalog.pg_type WHERE typdefault ~* $1) AS calls`,
    [LEAVING_CALLS.source],
  );
  return rows[0]?.calls !== false;
}

/**
 * Names that may be those of parameters which PostgreSQL does not know, such as `app.user`: they are not in `pg_settings`.
 * No such parameter is set where the name means something else.
 */
const CUSTOM_PARAMETERS = /\b[a-z_]\w*\.\w+/gi;

/**
 * What a session has that a new one has not: settings (custom parameters stay known, as empty text), another role, prepared
 * statements, cursors, locks and temporary objects.
 *
 * @param role that a new session has
 * @param custom names of parameters that PostgreSQL does not know
 */
async function leftInSession(client: Client, role: string, custom: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(
    `SELECT pg_catalog.format('SET %s = %s', name, setting) AS line FROM pg_catalog.pg_settings
      WHERE source = 'session' AND name <> 'application_name' AND setting IS DISTINCT FROM reset_val
     UNION ALL SELECT pg_catalog.format('SET ROLE %I', current_user) WHERE current_user <> $1
     UNION ALL SELECT pg_catalog.format('SET %s = %s', name, pg_catalog.current_setting(name, true))
      FROM pg_catalog.unnest($2::text[]) name WHERE pg_catalog.current_setting(name, true) IS NOT NULL
     UNION ALL SELECT pg_catalog.format('PREPARE %I', name) FROM pg_catalog.pg_prepared_statements WHERE from_sql
     UNION ALL SELECT pg_catalog.format('cursor %I', name) FROM pg_catalog.pg_cursors WHERE is_holdable
     UNION ALL SELECT pg_catalog.format('LISTEN %I', channel) FROM pg_catalog.pg_listening_channels() channel
     UNION ALL SELECT pg_catalog.format('advisory lock %s', (classid, objid, objsubid)) FROM pg_catalog.pg_locks
      WHERE locktype = 'advisory' AND pid = pg_catalog.pg_backend_pid()
     UNION ALL SELECT pg_catalog.format('temporary function %s', p.oid::pg_catalog.regprocedure)
      FROM pg_catalog.pg_proc p WHERE pg_catalog.pg_my_temp_schema() <> 0 AND p.pronamespace = pg_catalog.pg_my_temp_schema()
     UNION ALL SELECT pg_catalog.format('temporary %s', c.oid::pg_catalog.regclass) FROM pg_catalog.pg_class c
      WHERE pg_catalog.pg_my_temp_schema() <> 0 AND c.relnamespace = pg_catalog.pg_my_temp_schema() AND c.relkind IN ('r', 'v', 'S', 'p')`,
    [role, custom],
  );
  return rows.map(({ line }) => line);
}

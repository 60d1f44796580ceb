import { randomBytes } from 'node:crypto';

import type { ClientBase } from 'pg';

import { runBatch, type StatementResult } from '../snapshot/batch.ts';
import { quoteLiteral } from '../../sql/quote.ts';

/** A statement that is prepared at its first call. */
export interface Call {
  /** Unique among the calls. */
  name: string;
  /** The types of the parameters, separated by commas. */
  parameters?: string;
  sql: string;
  arguments?: readonly string[];
}

/** Statements that stay prepared in a session, because planning them takes longer than running them. */
export class PreparedStatements {
  readonly #suffix = randomBytes(6).toString('hex');
  readonly #prepared = new Set<string>();

  /** The calls as statements for one batch; `pick` selects their results from those of the batch. */
  batch(calls: readonly Call[]): { sql: string[]; pick: (results: readonly StatementResult[]) => StatementResult[] } {
    const sql: string[] = [];
    const places: number[] = [];
    for (const call of calls) {
      const name = `elementaldb_${call.name}_${this.#suffix}`;
      if (!this.#prepared.has(name)) {
        const parameters = call.parameters === undefined ? '' : ` (${call.parameters})`;
        sql.push(`PREPARE ${name}${parameters} AS ${call.sql}`);
        this.#prepared.add(name);
      }
      const values = (call.arguments ?? []).map(quoteLiteral).join(', ');
      places.push(sql.length);
      sql.push(`EXECUTE ${name}${values === '' ? '' : ` (${values})`}`);
    }
    return { sql, pick: (results) => places.map((place) => results[place] ?? { columns: [], rows: [] }) };
  }

  /** Runs the calls in one round trip. */
  async run(client: ClientBase, calls: readonly Call[]): Promise<StatementResult[]> {
    const { sql, pick } = this.batch(calls);
    return pick(await runBatch(client, sql));
  }
}

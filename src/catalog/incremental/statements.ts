import { randomBytes } from 'node:crypto';

import type { ClientBase } from 'pg';

import { runBatch, type Yield } from '../snapshot/batch.ts';
import { quoteLiteral } from '../../sql/quote.ts';

/** A statement to be prepared when it is first called. */
export interface Call {
  /** Tells it from the others. */
  name: string;
  /** The types of its parameters, with commas between; empty if it has none. */
  parameters?: string;
  sql: string;
  arguments?: readonly string[];
}

/** Statements that a session keeps prepared, since planning them takes longer than running them. */
export class Statements {
  readonly #suffix = randomBytes(6).toString('hex');
  readonly #prepared = new Set<string>();

  /** The calls as statements for one batch; `pick` finds their yields among those of the batch. */
  batch(calls: readonly Call[]): { sql: string[]; pick: (yields: readonly Yield[]) => Yield[] } {
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
    return { sql, pick: (yields) => places.map((place) => yields[place] ?? { columns: [], rows: [] }) };
  }

  /** Runs the calls in one round trip. */
  async run(client: ClientBase, calls: readonly Call[]): Promise<Yield[]> {
    const { sql, pick } = this.batch(calls);
    return pick(await runBatch(client, sql));
  }
}

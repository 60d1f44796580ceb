import type { Client } from 'pg';

import { FIRST_USER_OID } from '../../catalog/kinds/kind-query.ts';
import { quoteLiteral } from '../../sql/quote.ts';
import type { DumpTable } from '../tables/dump-table.ts';

/** Sequences that belong to no table, or to one of those that are dumped. */
const SEQUENCES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name,
         pg_catalog.has_sequence_privilege(c.oid, 'SELECT') AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS readable
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
      AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i')
    LEFT JOIN pg_catalog.pg_class o ON o.oid = d.refobjid LEFT JOIN pg_catalog.pg_namespace o_n ON o_n.oid = o.relnamespace
   WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND c.oid >= ${FIRST_USER_OID}
     AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
     AND (o.oid IS NULL OR o_n.nspname || '.' || o.relname = ANY ($1))
     AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e
                      WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e')
   ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"`;

export interface SequenceStatements {
  statements: readonly string[];
  /** Sequences whose value the role may not read. */
  unreadable: readonly string[];
}

/**
 * Statements that set the sequences of the tables as they are in the source, unless they are ahead of that in the database into
 * which they are loaded. Sequences are not part of a snapshot: a value may be ahead of the rows, never behind them.
 */
export async function sequenceStatements(client: Client, tables: readonly DumpTable[]): Promise<SequenceStatements> {
  const { rows } = await client.query<{ name: string; readable: boolean }>(SEQUENCES, [tables.map(({ id }) => id)]);
  const statements: string[] = [];
  for (const { name } of rows.filter(({ readable }) => readable)) {
    const { rows: values } = await client.query<SequenceValue>(
      `SELECT last_value::text AS value, is_called AS called,
              (SELECT seqincrement < 0 FROM pg_catalog.pg_sequence WHERE seqrelid = $1::regclass) AS descends FROM ${name}`,
      [name],
    );
    statements.push(...values.map((value) => setval(name, value)));
  }
  return { statements, unreadable: rows.filter(({ readable }) => !readable).map(({ name }) => name) };
}

interface SequenceValue {
  value: string;
  called: boolean;
  /** Whether it counts downwards. */
  descends: boolean;
}

function setval(name: string, { value, called, descends }: SequenceValue): string {
  const isBehind = `last_value ${descends ? '>' : '<'} ${value}${called ? ` OR last_value = ${value} AND NOT is_called` : ''}`;
  return `SELECT pg_catalog.setval(${quoteLiteral(name)}, ${value}, ${called}) FROM ${name} WHERE ${isBehind};`;
}

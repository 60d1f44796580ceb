import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { InvalidOptionError } from '../../support/errors.ts';
import { closestName } from '../../support/closest-name.ts';
import { orderKey } from '../output/row-order.ts';
import type { DumpTable } from '../tables/dump-table.ts';

/** Which rows a slice begins with. */
export interface SliceOptions {
  /** Conditions in SQL, each for one table: `client_info.clients=name LIKE 'A%'`. */
  where?: readonly string[] | undefined;
  /** Values of `client_id`: rows of the table that has this key. */
  clients?: readonly string[] | undefined;
  /** Values of `site_id`. */
  sites?: readonly string[] | undefined;
  /** The share of the rows that a slice begins with, more than 0 and at most 1. */
  sample?: number | undefined;
}

/** Rows of a table that are asked for. */
export interface AskedRows {
  table: DumpTable;
  condition: string;
  /** Whether the condition takes a share of the rows, which may be none. */
  isSample: boolean;
  /** Values of a key that must all be there, and the option that has them. */
  named?: { option: string; column: string; values: readonly string[] } | undefined;
}

/**
 * What the options ask for; empty for everything.
 *
 * @throws InvalidOptionError
 */
export function askedRows(tables: readonly DumpTable[], options: SliceOptions): AskedRows[] {
  const asked = [
    ...(options.where ?? []).map((text) => conditionOf(tables, text)),
    ...byKey(tables, 'clients', 'client_id', options.clients),
    ...byKey(tables, 'sites', 'site_id', options.sites),
  ];
  const { sample } = options;
  if (sample === undefined) {
    return asked;
  }
  const roots =
    asked.length > 0 ? asked : sampledTables(tables).map((table) => ({ table, condition: 'true', isSample: true }));
  return roots.map((rows): AskedRows => ({ table: rows.table, condition: sampled(rows, sample), isSample: true }));
}

/** `schema.table=condition`, where the name may be quoted as SQL does, and its schema left out if only one table has it. */
function conditionOf(tables: readonly DumpTable[], text: string): AskedRows {
  const named = tables.filter(({ id, sql }) => text.startsWith(`${id}=`) || text.startsWith(`${sql}=`));
  const found = named.length > 0 ? named : tables.filter(({ name }) => text.startsWith(`${name}=`));
  const [table, other] = found;
  const name = text.split('=', 1)[0] ?? '';
  if (table === undefined || name === text) {
    const like = closestName(
      name,
      tables.map(({ id }) => id),
    );
    throw new InvalidOptionError('where', {
      message: name === text ? `--where ${text} has no condition` : `--where names no table of the database: ${name}`,
      hint:
        like === undefined || name === text
          ? `Write a table and a condition in SQL, such as --where "client_info.clients=client_id = 'demo'".`
          : `Did you mean ${like}? Tools' own tables and partitions have no rows of their own in client data.`,
    });
  }
  if (other !== undefined) {
    throw new InvalidOptionError('where', {
      message: `--where ${name} is ambiguous: ${found.map(({ id }) => id).join(', ')}`,
      hint: 'Write the schema as well.',
    });
  }
  const id = [table.id, table.sql, table.name].find((each) => text.startsWith(`${each}=`));
  const condition = text.slice((id ?? '').length + 1).trim();
  if (condition === '') {
    throw new InvalidOptionError('where', {
      message: `--where ${text} has no condition`,
      hint: 'Write a condition in SQL, such as true.',
    });
  }
  return { table, condition, isSample: false };
}

function byKey(
  tables: readonly DumpTable[],
  option: 'clients' | 'sites',
  column: string,
  values: readonly string[] | undefined,
): AskedRows[] {
  if (values === undefined) {
    return [];
  }
  const found = tables.filter(
    ({ keys, foreignKeys }) =>
      keys.some(({ columns }) => columns.length === 1 && columns[0] === column) &&
      !foreignKeys.some(({ columns }) => columns.includes(column)),
  );
  const [table, other] = found;
  if (table === undefined || other !== undefined) {
    const which = found.map(({ id }) => id).join(', ');
    throw new InvalidOptionError(option, {
      message: `--${option}: ${which === '' ? 'no table has' : `several tables have (${which})`} ${column} as their key`,
      hint: 'Use --where with a table and a condition.',
    });
  }
  const list = values.map(quoteLiteral).join(', ');
  return [
    { table, condition: `${quoteIdentifier(column)} IN (${list})`, isSample: false, named: { option, column, values } },
  ];
}

/** Without other wishes a sample begins with the tables that refer to no other one and are referred to, or have no relation at all. */
function sampledTables(tables: readonly DumpTable[]): DumpTable[] {
  const children = (table: DumpTable): number => descendants(table, tables).size;
  const tops = tables.filter(({ id, foreignKeys }) => foreignKeys.every(({ parent }) => parent === id));
  const [first, ...others] = tops.toSorted((a, b) => children(b) - children(a));
  // Only the one with most descendants: of several, a row would have to be in the sample of each.
  return first === undefined ? [...tables] : [first, ...others.filter((table) => children(table) === 0)];
}

function descendants(table: DumpTable, tables: readonly DumpTable[], found = new Set<DumpTable>()): Set<DumpTable> {
  for (const child of tables) {
    if (child !== table && !found.has(child) && child.foreignKeys.some(({ parent }) => parent === table.id)) {
      found.add(child);
      descendants(child, tables, found);
    }
  }
  return found;
}

/** By a hash of the key, not by place: the same rows after a reload and on another server. */
function sampled({ table, condition }: AskedRows, share: number): string {
  const columns = orderKey(table) ?? table.columns.map(({ name }) => name);
  const key = columns.map((name) => `${quoteIdentifier(name)}::text`).join(', ');
  const hash = `('x' || left(encode(sha256(convert_to(concat_ws(E'\\x1f', ${key}), 'UTF8')), 'hex'), 8))::bit(32)::bigint`;
  return `(${condition}\n) AND ${hash} < ${Math.round(share * 2 ** 32)}`;
}

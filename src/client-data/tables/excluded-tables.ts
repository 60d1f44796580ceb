import type { Client } from 'pg';

import { quoteIdentifier } from '../../sql/quote.ts';
import { closestName } from '../../support/closest-name.ts';
import { InvalidOptionError } from '../../support/errors.ts';
import type { DumpTable } from './dump-table.ts';

/**
 * The tables without those that are left out, which nothing that stays may refer to.
 *
 * @throws InvalidOptionError
 */
export async function withoutExcluded(
  client: Client,
  tables: readonly DumpTable[],
  names: readonly string[],
): Promise<DumpTable[]> {
  const excluded = new Set(names.flatMap((name) => named(tables, name)));
  const kept = tables.filter((table) => !excluded.has(table));
  for (const child of kept) {
    for (const { columns, parent } of child.foreignKeys) {
      if ([...excluded].some(({ id }) => id === parent) && (await refersToAny(client, child, columns))) {
        throw new InvalidOptionError('exclude', {
          message: `--exclude ${parent}: rows of ${child.id} refer to it (${columns.join(', ')})`,
          hint: `Leave out ${child.id} as well, or neither.`,
        });
      }
    }
  }
  return kept;
}

function named(tables: readonly DumpTable[], name: string): DumpTable[] {
  const exact = tables.filter(({ id, sql }) => id === name || sql === name);
  const found = exact.length > 0 ? exact : tables.filter((table) => table.name === name);
  if (found.length !== 1) {
    const like = closestName(
      name,
      tables.map(({ id }) => id),
    );
    throw new InvalidOptionError('exclude', {
      message:
        found.length === 0
          ? `--exclude names no table of the database: ${name}`
          : `--exclude ${name} is ambiguous: ${found.map(({ id }) => id).join(', ')}`,
      hint: found.length === 0 && like !== undefined ? `Did you mean ${like}?` : 'Write schema and table.',
    });
  }
  return found;
}

async function refersToAny(client: Client, { sql }: DumpTable, columns: readonly string[]): Promise<boolean> {
  const present = columns.map((name) => `${quoteIdentifier(name)} IS NOT NULL`).join(' AND ');
  const { rows } = await client.query<{ any: boolean }>(`SELECT EXISTS (SELECT FROM ${sql} WHERE ${present}) AS any`);
  return rows[0]?.any === true;
}

import { plainName } from '../../sql/plain-name.ts';
import type { CatalogObject } from '../snapshot/catalog-object.ts';
import { clause, literal, text } from './object-text.ts';

/** The options of a list property by name; undefined if the list is ambiguous or has digests. */
export function parseOptions(list: string | undefined): Map<string, string> | undefined {
  const options = new Map<string, string>();
  for (const item of list === undefined ? [] : list.split(/, (?=[\w.]+=)/)) {
    const at = item.indexOf('=');
    if (at === -1 || item.includes('sha256:')) {
      return undefined;
    }
    options.set(item.slice(0, at), item.slice(at + 1));
  }
  return options;
}

/** SET and RESET of storage parameters; undefined if they cannot be parsed. */
export function storageStatements(
  alter: string,
  before: string | undefined,
  after: string | undefined,
  prefix = '',
): string[] | undefined {
  const wanted = parseOptions(before);
  const had = parseOptions(after);
  if (wanted === undefined || had === undefined) {
    return undefined;
  }
  const set = [...wanted].filter(([name, value]) => had.get(name) !== value);
  const reset = [...had.keys()].filter((name) => !wanted.has(name));
  return [
    ...(reset.length === 0 ? [] : [`${alter} RESET (${reset.map((name) => prefix + name).join(', ')})`]),
    ...(set.length === 0 ? [] : [`${alter} SET (${set.map((option) => storageOption(option, prefix)).join(', ')})`]),
  ];
}

/** The items of a WITH clause; undefined if the options cannot be parsed. */
export function storageClause(list: string | undefined, prefix = ''): string[] | undefined {
  const options = parseOptions(list);
  return options && [...options].map((option) => storageOption(option, prefix));
}

function storageOption([name, value]: readonly [string, string], prefix: string): string {
  return `${prefix}${name} = ${/^(?:-?[\d.]+|true|false|on|off)$/.test(value) ? value : literal(value)}`;
}

/** `OPTIONS (…)` of a new foreign object; empty without options. */
export function foreignClause(list: string | undefined): string | undefined {
  const options = parseOptions(list);
  if (options === undefined) {
    return undefined;
  }
  const written = [...options].map(([name, value]) => `${plainName(name)} ${literal(value)}`);
  return written.length === 0 ? '' : ` OPTIONS (${written.join(', ')})`;
}

/** `OPTIONS (…)` that reverts the options of a foreign object. */
export function foreignChange(before: string | undefined, after: string | undefined): string | undefined {
  const wanted = parseOptions(before);
  const had = parseOptions(after);
  if (wanted === undefined || had === undefined) {
    return undefined;
  }
  const drops = [...had.keys()].filter((name) => !wanted.has(name)).map((name) => `DROP ${plainName(name)}`);
  const sets = [...wanted].flatMap(([name, value]) =>
    had.get(name) === value ? [] : [`${had.has(name) ? 'SET' : 'ADD'} ${plainName(name)} ${literal(value)}`],
  );
  return `OPTIONS (${[...drops, ...sets].join(', ')})`;
}

/** `USING`, `WITH` and `TABLESPACE` of a new table or view. */
export function tableStorage(relation: CatalogObject, options: readonly string[]): string {
  const method = text(relation, 'access method') ?? 'heap';
  return [
    ...(method === 'heap' ? [] : [` USING ${plainName(method)}`]),
    ...(options.length === 0 ? [] : [` WITH (${options.join(', ')})`]),
    ...clause(relation, 'tablespace', (tablespace) => ` TABLESPACE ${plainName(tablespace)}`),
  ].join('');
}

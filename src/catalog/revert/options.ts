import { plainName } from '../../sql/plain-name.ts';
import { literal } from './object-names.ts';

/** The options of a list property by name; undefined if it cannot be told where one ends and the next begins. */
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

/** SET and RESET of storage parameters; undefined if they cannot be told. */
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

/** The list of a WITH clause; empty without options, undefined if they cannot be told. */
export function storageClause(list: string | undefined, prefix = ''): string[] | undefined {
  const options = parseOptions(list);
  return options && [...options].map((option) => storageOption(option, prefix));
}

function storageOption([name, value]: readonly [string, string], prefix: string): string {
  return `${prefix}${name} = ${/^(?:-?[\d.]+|true|false|on|off)$/.test(value) ? value : literal(value)}`;
}

/** `OPTIONS (…)` of a foreign object that is made; empty without options. */
export function foreignClause(list: string | undefined): string | undefined {
  const options = parseOptions(list);
  if (options === undefined) {
    return undefined;
  }
  const written = [...options].map(([name, value]) => `${plainName(name)} ${literal(value)}`);
  return written.length === 0 ? '' : ` OPTIONS (${written.join(', ')})`;
}

/** `OPTIONS (…)` that leads from one state to another. */
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

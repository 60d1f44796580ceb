import { plainName } from '../../../sql/plain-name.ts';
import type { CatalogObject } from '../../snapshot/catalog-object.ts';
import { all, changedProperties, type Changed, type Derived, type DiffContext } from '../diff-context.ts';
import { clause, isTrue, literal, text, withoutArguments } from '../object-text.ts';
import { parseOptions } from '../options.ts';
import { commonOfNew } from '../owner-and-comment.ts';
import { dropNamed, noun } from '../sql-nouns.ts';

/** Functions that PostgreSQL creates with a range type. */
const CONSTRUCTORS = /^(?:multi)?range_constructor\d$/;

function isConstructor(routine: CatalogObject): boolean {
  return text(routine, 'language') === 'internal' && CONSTRUCTORS.test(text(routine, 'body') ?? '');
}

export function createRoutine(routine: CatalogObject, context: DiffContext): Derived {
  return isConstructor(routine) ? [] : all(routineText(routine, 'CREATE'), commonOfNew(routine, context));
}

export function dropRoutine(routine: CatalogObject): Derived {
  return isConstructor(routine) ? [] : dropNamed(routine);
}

function routineText(routine: CatalogObject, create: string): string | undefined {
  const settings = settingClauses(text(routine, 'settings'));
  if (settings === undefined) {
    return undefined;
  }
  const procedure = routine.kind === 'procedure';
  return [
    `${create} ${procedure ? 'PROCEDURE' : 'FUNCTION'} ${withoutArguments(routine.name)}(${text(routine, 'arguments') ?? ''})`,
    ...(procedure ? [] : clause(routine, 'returns', (type) => `RETURNS ${type}`)),
    `LANGUAGE ${plainName(text(routine, 'language') ?? '')}`,
    ...clause(routine, 'transforms', (types) => `TRANSFORM ${types.replaceAll(/(?<=^|, )/g, 'FOR TYPE ')}`),
    ...(isTrue(routine, 'window') ? ['WINDOW'] : []),
    ...ATTRIBUTES.flatMap(([property, usual, write]) => {
      const value = text(routine, property) ?? '';
      return value === usual(routine) || (procedure && property !== 'security definer') ? [] : [write(value)];
    }),
    ...settings,
    body(routine),
  ].join('\n');
}

function body(routine: CatalogObject): string {
  const parsed = text(routine, 'sql body');
  if (parsed !== undefined) {
    return parsed;
  }
  const source = text(routine, 'body') ?? '';
  const file = text(routine, 'object file');
  if (file !== undefined || text(routine, 'language') === 'internal') {
    return `AS ${file === undefined ? '' : `${literal(file)}, `}${literal(source)}`;
  }
  let quote = '$$';
  for (let i = 0; source.includes(quote) || source.endsWith('$'); i += 1) {
    quote = i === 0 ? '$body$' : `$body${i}$`;
    if (!source.includes(quote)) {
      break;
    }
  }
  return `AS ${quote}${source}${quote}`;
}

function isC(routine: CatalogObject): boolean {
  return text(routine, 'language') === 'internal' || text(routine, 'language') === 'c';
}

/** Properties that ALTER FUNCTION sets, with their defaults. */
const ATTRIBUTES: readonly (readonly [
  property: string,
  usual: (routine: CatalogObject) => string,
  write: (value: string) => string,
])[] = [
  ['volatility', () => 'volatile', (value) => value.toUpperCase()],
  ['strict', () => '', (value) => (value === 'true' ? 'STRICT' : 'CALLED ON NULL INPUT')],
  ['security definer', () => '', (value) => (value === 'true' ? 'SECURITY DEFINER' : 'SECURITY INVOKER')],
  ['leakproof', () => '', (value) => (value === 'true' ? 'LEAKPROOF' : 'NOT LEAKPROOF')],
  ['parallel', () => 'unsafe', (value) => `PARALLEL ${value.toUpperCase()}`],
  ['cost', (routine) => (isC(routine) ? '1' : '100'), (value) => `COST ${value}`],
  [
    'rows',
    (routine) => (/^(?:SETOF|TABLE)\b/.test(text(routine, 'returns') ?? '') ? '1000' : ''),
    (value) => `ROWS ${value}`,
  ],
  ['support', () => '', (value) => `SUPPORT ${value}`],
];

/** Settings whose values are lists that PostgreSQL stores quoted. */
const LISTS = /^(?:search_path|temp_tablespaces|(?:local|session|shared)_preload_libraries|unix_socket_directories)$/;

function settingClauses(list: string | undefined): string[] | undefined {
  const settings = parseOptions(list);
  return settings && [...settings].map(settingClause);
}

function settingClause([name, value]: readonly [string, string]): string {
  return `SET ${name} TO ${settingValue(name, value)}`;
}

export function settingValue(name: string, value: string): string {
  return LISTS.test(name.toLowerCase()) && value !== '' ? value : literal(value);
}

const REPLACED = new Set(['body', 'language', 'object file', 'sql body', 'transforms']);

/** A routine with another signature is recreated, because OR REPLACE cannot change argument names or the result. */
export function alterRoutine(change: Changed): Derived | 'recreate' {
  const { before, after } = change;
  const differs = [...changedProperties(change)];
  if (differs.length === 0 || isConstructor(before)) {
    return [];
  }
  const attributes = new Map(ATTRIBUTES.map(([property, , write]) => [property, write]));
  if (differs.some((property) => REPLACED.has(property))) {
    const known = differs.every(
      (property) => REPLACED.has(property) || property === 'settings' || attributes.has(property),
    );
    return known ? all(routineText(before, 'CREATE OR REPLACE')) : 'recreate';
  }
  const actions: string[] = [];
  for (const property of differs) {
    const write = attributes.get(property);
    const settings = property === 'settings' ? settingActions(before, after) : undefined;
    if (write === undefined && settings === undefined) {
      return property === 'settings' ? undefined : 'recreate';
    }
    const value = text(before, property) ?? '';
    if (property === 'support' && value === '') {
      return 'recreate';
    }
    actions.push(...(settings ?? (write === undefined ? [] : [write(value)])));
  }
  const plain = actions.filter((action) => !/^(?:SET|RESET) /.test(action));
  const settings = actions.filter((action) => /^(?:SET|RESET) /.test(action));
  return [...(plain.length === 0 ? [] : [plain.join(' ')]), ...settings].map(
    (action) => `ALTER ${noun(after)} ${action}`,
  );
}

function settingActions(before: CatalogObject, after: CatalogObject): string[] | undefined {
  const wanted = parseOptions(text(before, 'settings'));
  const had = parseOptions(text(after, 'settings'));
  return (
    wanted &&
    had && [
      ...[...had.keys()].filter((name) => !wanted.has(name)).map((name) => `RESET ${name}`),
      ...[...wanted].filter(([name, value]) => had.get(name) !== value).map(settingClause),
    ]
  );
}

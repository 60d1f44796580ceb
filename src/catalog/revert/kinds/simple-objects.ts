import type { CatalogObject } from '../../snapshot/catalog-object.ts';
import { all, changedProperties, type Changed, type Derived, type DiffContext } from '../diff-context.ts';
import { clause, isTrue, literal, text, withoutArguments } from '../object-text.ts';
import { commonOfNew } from '../owner-and-comment.ts';
import { dropNamed, noun } from '../sql-nouns.ts';

/** `(NAME = value, …)`, without undefined values. */
function list(items: readonly (readonly [name: string, value: string | undefined])[]): string {
  return `(${items.flatMap(([name, value]) => (value === undefined ? [] : [`${name} = ${value}`])).join(', ')})`;
}

/** The name of the function in a property. */
function functionOf(object: CatalogObject, property: string): string | undefined {
  const name = text(object, property);
  return name === undefined ? undefined : withoutArguments(name);
}

/** The CREATE statement of each kind; undefined if it cannot express all properties. */
const STATEMENTS: Readonly<Record<string, (object: CatalogObject) => string | undefined>> = {
  aggregate,
  cast(object) {
    const method = text(object, 'method');
    const context = text(object, 'context');
    const how =
      method === 'function'
        ? `WITH FUNCTION ${text(object, 'function')}`
        : method === 'inout'
          ? 'WITH INOUT'
          : 'WITHOUT FUNCTION';
    return `CREATE ${noun(object)} ${how}${context === 'explicit' ? '' : ` AS ${context?.toUpperCase()}`}`;
  },
  collation,
  conversion(object) {
    const standard = isTrue(object, 'default') ? 'DEFAULT ' : '';
    const source = literal(text(object, 'source') ?? '');
    const target = literal(text(object, 'target') ?? '');
    return `CREATE ${standard}CONVERSION ${object.name} FOR ${source} TO ${target} FROM ${functionOf(object, 'function')}`;
  },
  operator(object) {
    const [, left = '', right = ''] = /\(([^(),]*),([^(),]*)\)$/.exec(object.name) ?? [];
    const reference = (property: string): string | undefined => {
      const name = text(object, property)?.replace(/\([^(]*\)$/, '');
      return name === undefined ? undefined : `OPERATOR(${name.includes('.') ? name : `pg_catalog.${name}`})`;
    };
    return right === ''
      ? undefined
      : `CREATE OPERATOR ${object.name.replace(/\([^(]*\)$/, '')} ${list([
          ['FUNCTION', functionOf(object, 'function')],
          ['LEFTARG', left === 'NONE' ? undefined : left],
          ['RIGHTARG', right],
          ['COMMUTATOR', reference('commutator')],
          ['NEGATOR', reference('negator')],
          ['RESTRICT', functionOf(object, 'restrict')],
          ['JOIN', functionOf(object, 'join')],
          ['HASHES', isTrue(object, 'hashes') ? 'true' : undefined],
          ['MERGES', isTrue(object, 'merges') ? 'true' : undefined],
        ])}`;
  },
  'text search dictionary'(object) {
    const more = clause(object, 'options', (options) => `, ${options}`).join('');
    return `CREATE ${noun(object)} (TEMPLATE = ${text(object, 'template')}${more})`;
  },
  'text search template'(object) {
    return `CREATE ${noun(object)} ${list([
      ['INIT', functionOf(object, 'init')],
      ['LEXIZE', functionOf(object, 'lexize')],
    ])}`;
  },
  'text search parser'(object) {
    return `CREATE ${noun(object)} ${list([
      ['START', functionOf(object, 'start')],
      ['GETTOKEN', functionOf(object, 'token')],
      ['END', functionOf(object, 'end')],
      ['HEADLINE', functionOf(object, 'headline')],
      ['LEXTYPES', functionOf(object, 'lextype')],
    ])}`;
  },
  language(object) {
    return [
      `CREATE ${isTrue(object, 'trusted') ? 'TRUSTED ' : ''}LANGUAGE ${object.name} HANDLER ${functionOf(object, 'handler')}`,
      ...clause(object, 'inline', (name) => `INLINE ${withoutArguments(name)}`),
      ...clause(object, 'validator', (name) => `VALIDATOR ${withoutArguments(name)}`),
    ].join(' ');
  },
  transform(object) {
    const parts = [
      ...clause(object, 'from sql', (name) => `FROM SQL WITH FUNCTION ${name}`),
      ...clause(object, 'to sql', (name) => `TO SQL WITH FUNCTION ${name}`),
    ];
    return `CREATE ${noun(object)} (${parts.join(', ')})`;
  },
  'access method'(object) {
    const type = text(object, 'variety') === 't' ? 'TABLE' : 'INDEX';
    return `CREATE ${noun(object)} TYPE ${type} HANDLER ${text(object, 'handler')}`;
  },
};

/** Properties that CREATE AGGREGATE sets. */
const AGGREGATE_PARTS = new Set([
  'arguments',
  'combine function',
  'comment',
  'direct arguments',
  'final extra',
  'final function',
  'initial',
  'moving final extra',
  'owner',
  'parallel',
  'privileges',
  'returns',
  'state',
  'state space',
  'transition',
  'variety',
]);

/** Only plain aggregates without special functions. */
function aggregate(object: CatalogObject): string | undefined {
  const usual: Readonly<Record<string, string>> = { 'final modifies': 'r', 'moving final modifies': 'r' };
  const plain = Object.entries(object.definition).every(
    ([property, value]) => AGGREGATE_PARTS.has(property) || usual[property] === value,
  );
  const extra = isTrue(object, 'final extra') || isTrue(object, 'moving final extra');
  if (!plain || extra || text(object, 'variety') !== 'n') {
    return undefined;
  }
  const initial = text(object, 'initial');
  const parallel = text(object, 'parallel');
  const args = text(object, 'arguments') ?? '';
  return `CREATE AGGREGATE ${withoutArguments(object.name)}(${args === '' ? '*' : args}) ${list([
    ['SFUNC', functionOf(object, 'transition')],
    ['STYPE', text(object, 'state')],
    ['SSPACE', text(object, 'state space')],
    ['FINALFUNC', functionOf(object, 'final function')],
    ['COMBINEFUNC', functionOf(object, 'combine function')],
    ['INITCOND', initial === undefined ? undefined : literal(initial)],
    ['PARALLEL', parallel === 's' ? 'SAFE' : parallel === 'r' ? 'RESTRICTED' : undefined],
  ])}`;
}

function collation(object: CatalogObject): string | undefined {
  const provider = { i: 'icu', c: 'libc', b: 'builtin' }[text(object, 'provider') ?? ''];
  const quoted = (property: string): string | undefined => {
    const value = text(object, property);
    return value === undefined ? undefined : literal(value);
  };
  return provider === undefined
    ? undefined
    : `CREATE COLLATION ${object.name} ${list([
        ['PROVIDER', provider],
        ['LOCALE', quoted('locale')],
        ['LC_COLLATE', quoted('collate')],
        ['LC_CTYPE', quoted('ctype')],
        ['DETERMINISTIC', object.definition['deterministic'] === false ? 'false' : undefined],
        ['RULES', quoted('rules')],
      ])}`;
}

export function createDefinition(object: CatalogObject, context: DiffContext): Derived {
  return comesWithRange(object, context.removed)
    ? []
    : all(STATEMENTS[object.kind]?.(object), commonOfNew(object, context));
}

export function dropDefinition(object: CatalogObject, context: DiffContext): Derived {
  return comesWithRange(object, context.added) ? [] : dropNamed(object);
}

/** Whether it is the cast that PostgreSQL creates from a range to its multirange. */
function comesWithRange({ kind, name }: CatalogObject, among: ReadonlyMap<string, CatalogObject>): boolean {
  const [source = '', target = ''] = name.split(' AS ');
  const range = kind === 'cast' ? among.get(`range type ${source}`) : undefined;
  return range !== undefined && text(range, 'multirange') === target;
}

export function alterDefinition(change: Changed): Derived | 'recreate' {
  const { before, after } = change;
  const differs = [...changedProperties(change)];
  if (differs.length === 0) {
    return [];
  }
  if (after.kind === 'operator' && differs.every((property) => property === 'restrict' || property === 'join')) {
    const parts = differs.map((property) => `${property.toUpperCase()} = ${functionOf(before, property) ?? 'NONE'}`);
    return [`ALTER ${noun(after)} SET (${parts.join(', ')})`];
  }
  // The version comes from the operating system, not from the definition.
  return differs.includes('version') ? undefined : 'recreate';
}

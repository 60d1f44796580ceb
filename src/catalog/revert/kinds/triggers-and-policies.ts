import type { CatalogObject } from '../../snapshot/catalog-object.ts';
import { COMMON, all, commonOfNew, type Derived } from '../owner-and-comment.ts';
import { isTrue, ownName, parentName, text } from '../object-names.ts';
import { noun } from '../sql-nouns.ts';
import type { Changed, DiffContext } from '../diff-context.ts';

const FIRING: Readonly<Record<string, string>> = {
  disabled: 'DISABLE',
  replica: 'ENABLE REPLICA',
  always: 'ENABLE ALWAYS',
};

function firing(object: CatalogObject): string {
  return FIRING[text(object, 'enabled') ?? ''] ?? 'ENABLE';
}

/** A trigger or rule, whose definition is the whole statement. */
export function createDefined(object: CatalogObject, context: DiffContext): Derived {
  if (isTrue(object, 'of a partition')) {
    return [];
  }
  const enabled = text(object, 'enabled') === undefined ? [] : [enabling(object, firing(object))];
  return all([definition(object)], enabled, commonOfNew(object, context));
}

export function dropWithin(object: CatalogObject): Derived {
  return isTrue(object, 'of a partition') ? [] : [`DROP ${noun(object)}`];
}

function definition(object: CatalogObject): string {
  return (text(object, 'definition') ?? '').replace(/;$/, '');
}

function enabling(object: CatalogObject, words: string): string {
  return `ALTER TABLE ${parentName(object)} ${words} ${object.kind.toUpperCase()} ${ownName(object)}`;
}

function isConstraintTrigger(trigger: CatalogObject): boolean {
  return text(trigger, 'definition')?.startsWith('CREATE CONSTRAINT ') === true;
}

export function alterDefined({ before, after, properties }: Changed): Derived | 'recreate' {
  const differs = new Set(properties.map(({ property }) => property).filter((property) => !COMMON.has(property)));
  if ([...differs].some((property) => property !== 'definition' && property !== 'enabled')) {
    return undefined;
  }
  if (isTrue(after, 'of a partition') && differs.has('definition')) {
    return [];
  }
  if (differs.has('definition') && [before, after].some(isConstraintTrigger)) {
    return 'recreate';
  }
  const enabled = differs.has('enabled') || (differs.has('definition') && text(before, 'enabled') !== undefined);
  return [
    ...(differs.has('definition') ? [definition(before).replace(/^CREATE /, 'CREATE OR REPLACE ')] : []),
    ...(enabled ? [enabling(after, firing(before))] : []),
  ];
}

export function createPolicy(policy: CatalogObject, context: DiffContext): Derived {
  const using = text(policy, 'using');
  const check = text(policy, 'with check');
  const command = text(policy, 'command') ?? 'all';
  const roles = text(policy, 'roles') ?? 'public';
  const statement = [
    `CREATE POLICY ${ownName(policy)} ON ${parentName(policy)}`,
    ...(policy.definition['permissive'] === false ? ['AS RESTRICTIVE'] : []),
    ...(command === 'all' ? [] : [`FOR ${command.toUpperCase()}`]),
    ...(roles === 'public' ? [] : [`TO ${roles}`]),
    ...(using === undefined ? [] : [`USING (${using})`]),
    ...(check === undefined ? [] : [`WITH CHECK (${check})`]),
  ].join(' ');
  return all([statement], commonOfNew(policy, context));
}

export function alterPolicy({ before, after, properties }: Changed): Derived | 'recreate' {
  const differs = new Set(properties.map(({ property }) => property).filter((property) => !COMMON.has(property)));
  const lost = ['using', 'with check'].some((each) => differs.has(each) && text(before, each) === undefined);
  if (differs.has('permissive') || differs.has('command') || lost) {
    return 'recreate';
  }
  const clauses = [
    ...(differs.has('roles') ? [`TO ${text(before, 'roles')}`] : []),
    ...(differs.has('using') ? [`USING (${text(before, 'using')})`] : []),
    ...(differs.has('with check') ? [`WITH CHECK (${text(before, 'with check')})`] : []),
  ];
  return clauses.length === 0 ? [] : [`ALTER ${noun(after)} ${clauses.join(' ')}`];
}

export function createStatistics(statistics: CatalogObject, context: DiffContext): Derived {
  const target = text(statistics, 'target');
  return all(
    [definition(statistics)],
    target === undefined ? [] : [`ALTER STATISTICS ${statistics.name} SET STATISTICS ${target}`],
    commonOfNew(statistics, context),
  );
}

export function alterStatistics({ before, after, properties }: Changed): Derived | 'recreate' {
  const differs = new Set(properties.map(({ property }) => property).filter((property) => !COMMON.has(property)));
  return differs.has('definition')
    ? 'recreate'
    : differs.has('target')
      ? [`ALTER STATISTICS ${after.name} SET STATISTICS ${text(before, 'target') ?? -1}`]
      : [];
}

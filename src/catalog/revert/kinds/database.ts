import type { CatalogObject } from '../../snapshot/catalog-object.ts';
import { COMMON, all, commonOfNew, type Derived } from '../owner-and-comment.ts';
import { literal, text } from '../object-names.ts';
import { noun } from '../sql-nouns.ts';
import { defaultPrivileges, privilegeStatements } from '../privileges.ts';
import { settingValue } from './routines.ts';
import type { Changed, DiffContext } from '../diff-context.ts';

export function createSchema(schema: CatalogObject, context: DiffContext): Derived {
  return all([`CREATE SCHEMA ${schema.name}`], commonOfNew(schema, context));
}

export function dropNamed(object: CatalogObject): Derived {
  return [`DROP ${noun(object)}`];
}

/** Nothing but what all kinds have in common can be altered. */
export function alterNothing({ properties }: Changed): Derived {
  return properties.every(({ property }) => COMMON.has(property)) ? [] : undefined;
}

export function createExtension(extension: CatalogObject, context: DiffContext): Derived {
  const [schema, version] = [text(extension, 'schema'), text(extension, 'version') ?? ''];
  const statement = `CREATE EXTENSION ${extension.name} WITH SCHEMA ${schema} VERSION ${literal(version)}`;
  // An extension has an owner that no statement changes.
  return all([statement], commonOfNew({ ...extension, definition: withoutOwner(extension) }, context));
}

function withoutOwner({ definition }: CatalogObject): CatalogObject['definition'] {
  return Object.fromEntries(Object.entries(definition).filter(([property]) => property !== 'owner'));
}

/** There may be no way back to an earlier version. */
export function alterExtension({ before, after, properties }: Changed): Derived {
  const differs = properties.map(({ property }) => property);
  return differs.some((property) => property !== 'schema' && property !== 'comment')
    ? undefined
    : differs.includes('schema')
      ? [`ALTER EXTENSION ${after.name} SET SCHEMA ${text(before, 'schema')}`]
      : [];
}

export function createEventTrigger(trigger: CatalogObject, context: DiffContext): Derived {
  const tags = text(trigger, 'tags');
  const filter = tags === undefined ? '' : ` WHEN TAG IN (${tags.split(', ').map(literal).join(', ')})`;
  return all(
    [
      `CREATE EVENT TRIGGER ${trigger.name} ON ${text(trigger, 'event')}${filter} EXECUTE FUNCTION ${text(trigger, 'function')}`,
    ],
    text(trigger, 'enabled') === undefined ? [] : [`ALTER EVENT TRIGGER ${trigger.name} ${firing(trigger)}`],
    commonOfNew(trigger, context),
  );
}

function firing(trigger: CatalogObject): string {
  const enabled = text(trigger, 'enabled');
  return enabled === undefined ? 'ENABLE' : enabled === 'disabled' ? 'DISABLE' : `ENABLE ${enabled.toUpperCase()}`;
}

export function alterEventTrigger({ before, after, properties }: Changed): Derived | 'recreate' {
  const differs = properties.map(({ property }) => property).filter((property) => !COMMON.has(property));
  return differs.some((property) => property !== 'enabled')
    ? 'recreate'
    : differs.map(() => `ALTER EVENT TRIGGER ${after.name} ${firing(before)}`);
}

interface Setting {
  name: string;
  role: string | undefined;
  inDatabase: boolean;
}

/** `work_mem of role r in this database` */
function parseSetting(name: string): Setting {
  const [, setting = '', role, place] = /^(.*?)(?: of role (.*?))?( in this database)?$/s.exec(name) ?? [];
  return { name: setting, role, inDatabase: place !== undefined };
}

function settingStatement(setting: CatalogObject, action: (name: string) => string): string[] {
  const { name, role, inDatabase } = parseSetting(setting.name);
  if (!inDatabase) {
    return [`ALTER ROLE ${role ?? 'ALL'} ${action(name)}`];
  }
  return [
    onDatabase(
      role === undefined ? `ALTER DATABASE %I ${action(name)}` : `ALTER ROLE ${role} IN DATABASE %I ${action(name)}`,
    ),
  ];
}

/** A statement on the database at hand, whose name `%I` stands for. */
function onDatabase(statement: string): string {
  // Any other percent sign would be taken for a place to fill.
  const [before = '', after = ''] = statement.split(/%I(.*)/s).map((part) => part.replaceAll('%', '%%'));
  return `DO $do$ BEGIN EXECUTE format(${literal(`${before}%I${after}`)}, current_database()); END $do$`;
}

export function createSetting(setting: CatalogObject): Derived {
  return settingStatement(setting, (name) => `SET ${name} TO ${settingValue(name, text(setting, 'value') ?? '')}`);
}

export function dropSetting(setting: CatalogObject): Derived {
  return settingStatement(setting, (name) => `RESET ${name}`);
}

export function alterSetting({ before }: Changed): Derived {
  return createSetting(before);
}

/** The database's own comment and privileges; nothing else of it can be changed from within. */
export function alterDatabase({ before, after, properties }: Changed): Derived {
  const statements = properties.map(({ property }): Derived => {
    const comment = text(before, 'comment');
    if (property === 'comment') {
      return [onDatabase(`COMMENT ON DATABASE %I IS ${comment === undefined ? 'NULL' : literal(comment)}`)];
    }
    const owner = text(before, 'owner') ?? '';
    return property === 'privileges' && text(after, 'owner') === owner
      ? privilegeStatements(
          { noun: 'DATABASE %I' },
          { privileges: text(before, 'privileges'), owner },
          { privileges: text(after, 'privileges'), owner },
        )?.map(onDatabase)
      : undefined;
  });
  return all(...statements);
}

const DEFAULT_KINDS: Readonly<Record<string, string>> = {
  tables: 'relation',
  sequences: 'sequence',
  functions: 'routine',
  types: 'type',
  schemas: 'schema',
  'large objects': 'large object',
};

/** Default privileges, which stand for the usual ones where there are none; those within a schema add to these. */
export function defaultPrivilegesChange(before: CatalogObject | undefined, after: CatalogObject | undefined): Derived {
  const name = before?.name ?? after?.name ?? '';
  const [, role = '', schema, kind = ''] = /^for role (.*?)(?: in schema (.*))? on (.*?)$/s.exec(name) ?? [];
  const owner = role.startsWith('"') ? role.slice(1, -1).replaceAll('""', '"') : role;
  const of = (object: CatalogObject | undefined): { privileges: string | undefined; owner: string } => ({
    privileges:
      object === undefined
        ? schema === undefined
          ? defaultPrivileges(DEFAULT_KINDS[kind] ?? '', owner, text(before ?? after ?? missing(name), 'privileges'))
          : undefined
        : text(object, 'privileges'),
    owner,
  });
  const prefix = `ALTER DEFAULT PRIVILEGES FOR ROLE ${role}${schema === undefined ? '' : ` IN SCHEMA ${schema}`} `;
  return privilegeStatements({ noun: kind.toUpperCase(), prefix }, of(before), of(after));
}

function missing(name: string): CatalogObject {
  return { kind: 'default privileges', name, parent: null, definition: {}, summary: '' };
}

/** Privileges on an object of PostgreSQL's own or an extension's: what they were at first is not known. */
export function alterPrivileges({ before, after }: Changed): Derived {
  const [, kind = '', name = ''] = /^(\w+) (.*)$/s.exec(after.name) ?? [];
  const owner = /\/("(?:[^"]|"")*"|[^,"]*)/.exec(text(before, 'privileges') ?? '')?.[1] ?? '';
  return privilegeStatements(
    { noun: kind === 'relation' ? name : `${kind.toUpperCase()} ${name}` },
    { privileges: text(before, 'privileges'), owner },
    { privileges: text(after, 'privileges'), owner },
  );
}

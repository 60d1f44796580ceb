import type { CatalogObject } from '../../snapshot/catalog-object.ts';
import { all, changedProperties, type Changed, type Derived, type DiffContext } from '../diff-context.ts';
import { literal, text } from '../object-text.ts';
import { commentOn, commonOfNew } from '../owner-and-comment.ts';
import { DEFAULT_NAMES, defaultPrivileges, privilegeStatements, type Access } from '../privileges.ts';
import { settingValue } from './routines.ts';

export function createSchema(schema: CatalogObject, context: DiffContext): Derived {
  return all([`CREATE SCHEMA ${schema.name}`], commonOfNew(schema, context));
}

/** Only owner, privileges and comment can be changed. */
export function alterNothing(change: Changed): Derived {
  return changedProperties(change).size === 0 ? [] : undefined;
}

export function createExtension(extension: CatalogObject, context: DiffContext): Derived {
  const [schema, version] = [text(extension, 'schema'), text(extension, 'version') ?? ''];
  const statement = `CREATE EXTENSION ${extension.name} WITH SCHEMA ${schema} VERSION ${literal(version)}`;
  // No statement changes the owner of an extension.
  const { owner: _, ...definition } = extension.definition;
  return all([statement], commonOfNew({ ...extension, definition }, context));
}

/** An earlier version cannot always be restored. */
export function alterExtension({ before, after, properties }: Changed): Derived {
  const differs = properties.map(({ property }) => property);
  return differs.some((property) => property !== 'schema' && property !== 'comment')
    ? undefined
    : differs.includes('schema')
      ? [`ALTER EXTENSION ${after.name} SET SCHEMA ${text(before, 'schema')}`]
      : [];
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

/** A statement on the current database; `%I` stands for its name. */
function onDatabase(statement: string): string {
  // format() would interpret other percent signs.
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

/** The comment and privileges of the database; nothing else can be changed from a session in it. */
export function alterDatabase({ before, after, properties }: Changed): Derived {
  const statements = properties.map(({ property }): Derived => {
    if (property === 'comment') {
      return [onDatabase(commentOn('DATABASE %I', text(before, 'comment')))];
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

/** Default privileges. Without an entry the built-in ones apply; those of a schema are additional. */
export function defaultPrivilegesChange(before: CatalogObject | undefined, after: CatalogObject | undefined): Derived {
  const name = before?.name ?? after?.name ?? '';
  const [, role = '', schema, kind = ''] = /^for role (.*?)(?: in schema (.*))? on (.*?)$/s.exec(name) ?? [];
  const owner = role.startsWith('"') ? role.slice(1, -1).replaceAll('""', '"') : role;
  const of = (object: CatalogObject | undefined): Access => ({
    privileges:
      object === undefined
        ? schema === undefined
          ? defaultPrivileges(kindOfDefaults(kind), owner, text(before ?? after ?? NO_OBJECT, 'privileges'))
          : undefined
        : text(object, 'privileges'),
    owner,
  });
  const prefix = `ALTER DEFAULT PRIVILEGES FOR ROLE ${role}${schema === undefined ? '' : ` IN SCHEMA ${schema}`} `;
  return privilegeStatements({ noun: kind.toUpperCase(), prefix }, of(before), of(after));
}

function kindOfDefaults(name: string): string {
  return Object.entries(DEFAULT_NAMES).find(([, each]) => each === name)?.[0] ?? '';
}

const NO_OBJECT: CatalogObject = { kind: 'default privileges', name: '', parent: null, definition: {}, summary: '' };

/** Privileges on a built-in object; its initial privileges are unknown. */
export function alterPrivileges({ before, after }: Changed): Derived {
  const [, kind = '', name = ''] = /^(\w+) (.*)$/s.exec(after.name) ?? [];
  const owner = /\/("(?:[^"]|"")*"|[^,"]*)/.exec(text(before, 'privileges') ?? '')?.[1] ?? '';
  return privilegeStatements(
    { noun: kind === 'relation' ? name : `${kind.toUpperCase()} ${name}` },
    { privileges: text(before, 'privileges'), owner },
    { privileges: text(after, 'privileges'), owner },
  );
}

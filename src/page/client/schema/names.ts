/** A name cut behind its schema: `public.sites.name` has the schema `public` and the rest `sites.name`. */
export interface SplitName {
  /** As in SQL, quoted where it has to be; empty if the name has no schema. */
  schema: string;
  rest: string;
}

const FIRST_PART = /^((?:"(?:[^"]|"")*"|[^".(\s])+)\.([^]+)$/;

/** Cuts a name as in SQL behind its first part. */
export function splitName(name: string): SplitName {
  const [, schema = '', rest = name] = FIRST_PART.exec(name) ?? [];
  return { schema, rest };
}

/** The name of a part within its owner: `name` for the column `public.sites.name` of `public.sites`. */
export function nameWithin(name: string, owner: string): string {
  return name.startsWith(`${owner}.`) ? name.slice(owner.length + 1) : splitName(name).rest;
}

const NAME = String.raw`(?:"(?:[^"]|"")+"|[^\s",().]+)`;
const LIST = `(?:PERIOD )?${NAME}(?:, (?:PERIOD )?${NAME})*`;
const FOREIGN_KEY = new RegExp(
  `^FOREIGN KEY \\((${LIST})\\) REFERENCES (?:ONLY )?(${NAME}(?:\\.${NAME})?)\\((${LIST})\\)`,
);
const PRIMARY_KEY = new RegExp(`^PRIMARY KEY \\((${LIST})`);

export interface ForeignKeyText {
  columns: string[];
  /** The referenced table, as in SQL. */
  target: string;
  targetColumns: string[];
}

/** Reads the definition of a foreign key as PostgreSQL writes it; undefined for any other constraint. */
export function foreignKeyOf(definition: string): ForeignKeyText | undefined {
  const [, columns, target, targetColumns] = FOREIGN_KEY.exec(definition) ?? [];
  if (columns === undefined || target === undefined || targetColumns === undefined) {
    return undefined;
  }
  return { columns: listOf(columns), target, targetColumns: listOf(targetColumns) };
}

/** The columns of a primary key by its definition; none for any other constraint. */
export function primaryKeyOf(definition: string): string[] {
  return listOf(PRIMARY_KEY.exec(definition)?.[1] ?? '');
}

function listOf(columns: string): string[] {
  return (columns.match(new RegExp(NAME, 'g')) ?? []).filter((name) => name !== 'PERIOD');
}

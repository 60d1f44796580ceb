import type { Name } from './name.ts';

export interface Located {
  /** Index into the file's text of what the finding is about. */
  index: number;
}

/** ALTER DOMAIN … ADD or DROP CONSTRAINT */
export interface DomainConstraint extends Located {
  kind: 'domain-constraint';
  domain: Name;
  does: 'add' | 'drop';
  name: string | undefined;
  guarded: boolean;
  shape: () => string;
}

/** Tables and schemas that come to a publication or leave it. */
export interface AlterPublication extends Located {
  kind: 'alter-publication';
  name: Name;
  does: 'add' | 'drop' | 'set';
  /** Keys of the tables, and names of the schemas. */
  members: readonly string[];
}

/** IMPORT FOREIGN SCHEMA */
export interface ImportSchema extends Located {
  kind: 'import-schema';
  from: string;
  /** The schema that the tables are made in. */
  to: string;
}

/** ALTER SEQUENCE … OWNED BY */
export interface OwnSequence extends Located {
  kind: 'own-sequence';
  name: Name;
  /** Undefined for OWNED BY NONE. */
  owner: Name | undefined;
}

import type { Name } from './name.ts';
import type { Located } from './table-spec.ts';

/** The object of a statement of which no more is asked than the object's name. */
interface NamedObject extends Located {
  what: string;
  /** As it is written: schema, table, own name. */
  path: readonly string[];
  /** Types of a routine's arguments; undefined where none are written. */
  args: readonly string[] | undefined;
}

/** GRANT and REVOKE; of a role, the membership in it. */
export interface Grant extends NamedObject {
  kind: 'grant';
  revokes: boolean;
  columns: readonly string[];
  /** ON ALL TABLES IN SCHEMA: the path is that of the schema. */
  allInSchema: boolean;
}

/** Any other change of an object. */
export interface OtherChange extends NamedObject {
  kind: 'other-change';
  /** The words of the statement before the kind of the object: `ALTER`. */
  verb: 'ALTER' | 'CREATE' | 'DROP' | 'REASSIGN' | 'SECURITY LABEL ON';
}

export interface Comment extends NamedObject {
  kind: 'comment';
  text: string | undefined;
}

/** ALTER EXTENSION … ADD and DROP */
export interface ExtensionMember extends Located {
  kind: 'extension-member';
  extension: string;
  does: 'add' | 'drop';
  what: string;
  name: Name;
  args: readonly string[] | undefined;
}

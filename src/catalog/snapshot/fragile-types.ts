import type { Entry } from './entry.ts';

/** Types whose values are OIDs and are written as names, which can change. */
const NAMING = /^(reg\w+|aclitem)$/;

/** Kinds of which the values are written by what their columns, base types or bounds are. */
const HOLLOW = new Set([
  'composite type',
  'domain',
  'range type',
  'table',
  'view',
  'materialized view',
  'foreign table',
]);

/**
 * Tells types whose values can be written otherwise although no row has changed, because a name that they stand for has
 * or because a column was added to the table that they are a row of. Types of extensions are none of those, nor are enums:
 * when an extension or a label changes everything is read again.
 */
export class FragileTypes {
  readonly #entries: Iterable<Entry>;
  #hollow: Map<string, Entry> | undefined;

  constructor(entries: Iterable<Entry>) {
    this.#entries = entries;
  }

  has(type: string): boolean {
    const name = type.replace(/(\[\])+$/, '');
    if (!name.includes('.')) {
      return NAMING.test(name);
    }
    const entry = this.#byName().get(name);
    return entry !== undefined && (entry.kind !== 'domain' || this.has(`${entry.definition['base type']}`));
  }

  #byName(): Map<string, Entry> {
    if (this.#hollow === undefined) {
      this.#hollow = new Map();
      for (const entry of this.#entries) {
        if (HOLLOW.has(entry.kind)) {
          this.#hollow.set(entry.name, entry);
          this.#hollow.set(`${entry.definition['multirange']}`, entry);
        }
      }
    }
    return this.#hollow;
  }
}

import type { Entry } from './entry.ts';

/** Types whose values are OIDs that are written as names. */
const NAMING = /^(reg\w+|aclitem)$/;

/** Kinds whose values are written with the types of their columns, base types or bounds. */
const COMPOSED = new Set([
  'composite type',
  'domain',
  'range type',
  'table',
  'view',
  'materialized view',
  'foreign table',
]);

/**
 * Types whose values can be written differently although no row changed: values that stand for a name that changed, or
 * rows of a table that got a column. Types of extensions and enums are not among them, because everything is read again
 * when an extension or a label changes.
 */
export class FragileTypes {
  readonly #entries: Iterable<Entry>;
  #composed: Map<string, Entry> | undefined;

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
    if (this.#composed === undefined) {
      this.#composed = new Map();
      for (const entry of this.#entries) {
        if (COMPOSED.has(entry.kind)) {
          this.#composed.set(entry.name, entry);
          this.#composed.set(`${entry.definition['multirange']}`, entry);
        }
      }
    }
    return this.#composed;
  }
}

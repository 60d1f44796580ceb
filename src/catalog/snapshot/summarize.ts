import type { Definition, ObjectKind } from './catalog-object.ts';

/** Properties that say little to a reader of one line. */
const QUIET = new Set(['owner', 'privileges', 'position', 'comment', 'access method', 'body', 'cost', 'local']);

/** The definition on one line for people: what SQL would say for columns and the like, `property value` for the rest. */
export function summarise(kind: ObjectKind, definition: Definition): string {
  const text = kind === 'column' || kind === 'attribute' ? columnSummary(definition) : generalSummary(definition);
  return text.replaceAll(/\s+/g, ' ').trim();
}

function columnSummary(definition: Definition): string {
  const parts = [definition['type']];
  if (definition['collation'] !== undefined) {
    parts.push(`COLLATE ${definition['collation']}`);
  }
  if (definition['not null'] === true) {
    parts.push('NOT NULL');
  }
  if (definition['default'] !== undefined) {
    parts.push(`DEFAULT ${definition['default']}`);
  }
  if (definition['generated as'] !== undefined) {
    parts.push(`GENERATED ALWAYS AS (${definition['generated as']}) ${`${definition['generated']}`.toUpperCase()}`);
  }
  if (definition['identity'] !== undefined) {
    parts.push(`GENERATED ${`${definition['identity']}`.toUpperCase()} AS IDENTITY`);
  }
  return parts.join(' ');
}

function generalSummary(definition: Definition): string {
  if (typeof definition['definition'] === 'string') {
    return definition['definition'];
  }
  return Object.entries(definition)
    .filter(([property]) => !QUIET.has(property))
    .map(([property, value]) =>
      value === true ? property : value === false ? `no ${property}` : `${property} ${value}`,
    )
    .join(', ');
}

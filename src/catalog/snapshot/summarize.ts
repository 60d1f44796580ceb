import type { Definition, ObjectKind } from './catalog-object.ts';

/** Properties that a summary omits. */
const OMITTED = new Set(['owner', 'privileges', 'position', 'comment', 'access method', 'body', 'cost', 'local']);

/** The definition on one line: as in SQL for columns and attributes, `property value` for other kinds. */
export function summarize(kind: ObjectKind, definition: Definition): string {
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
    .filter(([property]) => !OMITTED.has(property))
    .map(([property, value]) =>
      value === true ? property : value === false ? `no ${property}` : `${property} ${value}`,
    )
    .join(', ');
}

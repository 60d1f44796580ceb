import type { Node } from 'libpg-query';

import { hasWords, withWordsAt, withWordsBehind, type Written } from './written.ts';

/** The key words of each kind that DROP takes, by the parse tree's name for it. */
const KINDS: Readonly<Record<string, string>> = {
  OBJECT_ACCESS_METHOD: 'ACCESS METHOD',
  OBJECT_AGGREGATE: 'AGGREGATE',
  OBJECT_CAST: 'CAST',
  OBJECT_COLLATION: 'COLLATION',
  OBJECT_CONVERSION: 'CONVERSION',
  OBJECT_DOMAIN: 'DOMAIN',
  OBJECT_EVENT_TRIGGER: 'EVENT TRIGGER',
  OBJECT_EXTENSION: 'EXTENSION',
  OBJECT_FDW: 'FOREIGN DATA WRAPPER',
  OBJECT_FOREIGN_SERVER: 'SERVER',
  OBJECT_FOREIGN_TABLE: 'FOREIGN TABLE',
  OBJECT_FUNCTION: 'FUNCTION',
  OBJECT_INDEX: 'INDEX',
  OBJECT_LANGUAGE: 'LANGUAGE',
  OBJECT_MATVIEW: 'MATERIALIZED VIEW',
  OBJECT_OPCLASS: 'OPERATOR CLASS',
  OBJECT_OPERATOR: 'OPERATOR',
  OBJECT_OPFAMILY: 'OPERATOR FAMILY',
  OBJECT_POLICY: 'POLICY',
  OBJECT_PROCEDURE: 'PROCEDURE',
  OBJECT_PUBLICATION: 'PUBLICATION',
  OBJECT_ROUTINE: 'ROUTINE',
  OBJECT_RULE: 'RULE',
  OBJECT_SCHEMA: 'SCHEMA',
  OBJECT_SEQUENCE: 'SEQUENCE',
  OBJECT_STATISTIC_EXT: 'STATISTICS',
  OBJECT_TABLE: 'TABLE',
  OBJECT_TRANSFORM: 'TRANSFORM',
  OBJECT_TRIGGER: 'TRIGGER',
  OBJECT_TSCONFIGURATION: 'TEXT SEARCH CONFIGURATION',
  OBJECT_TSDICTIONARY: 'TEXT SEARCH DICTIONARY',
  OBJECT_TSPARSER: 'TEXT SEARCH PARSER',
  OBJECT_TSTEMPLATE: 'TEXT SEARCH TEMPLATE',
  OBJECT_TYPE: 'TYPE',
  OBJECT_VIEW: 'VIEW',
};

/** The idempotent form of a DROP. */
export function idempotentDrop(statement: Written, node: Node): string | undefined {
  if ('DropRoleStmt' in node) {
    return withWordsAt(statement, 1, 'IF EXISTS');
  }
  if ('DropUserMappingStmt' in node) {
    return withWordsBehind(statement, 'MAPPING', 'IF EXISTS');
  }
  if (!('DropStmt' in node)) {
    return undefined;
  }
  const { removeType } = node.DropStmt;
  // DROP LANGUAGE may be written DROP PROCEDURAL LANGUAGE.
  const optional = hasWords(statement, 1, 'PROCEDURAL') ? 'PROCEDURAL ' : '';
  const kind = `${optional}${KINDS[removeType ?? ''] ?? ''}`;
  if (kind === '' || !hasWords(statement, 1, kind)) {
    return undefined;
  }
  const last = kind.split(' ').length;
  return withWordsAt(statement, hasWords(statement, last + 1, 'CONCURRENTLY') ? last + 1 : last, 'IF EXISTS');
}

import type { SqlStatement } from '../parse-statements.ts';
import { nameParts } from '../sql-tokens.ts';

/** The schemas in which a name without one may be found: `public`, and what the file makes the search path. */
export function searchedSchemas(statements: readonly SqlStatement[]): Set<string> {
  const schemas = new Set(['public']);
  for (const { node, text } of statements) {
    if ('VariableSetStmt' in node && node.VariableSetStmt.name === 'search_path') {
      for (const arg of node.VariableSetStmt.args ?? []) {
        const schema = 'A_Const' in arg ? arg.A_Const.sval?.sval : undefined;
        schemas.add(schema ?? '');
      }
    } else if ('CreateSchemaStmt' in node && node.CreateSchemaStmt.schemaElts !== undefined) {
      // What the statement makes in it needs no schema in its name.
      schemas.add(node.CreateSchemaStmt.schemaname ?? '');
    }
    const [, path = ''] = /set_config\s*\(\s*'search_path'\s*,\s*'([^']*)'/i.exec(text) ?? [];
    for (const schema of path.split(',')) {
      schemas.add(nameParts(schema.trim())[0] ?? '');
    }
  }
  return schemas;
}

import type { SqlStatement } from '../../sql/parse-statements.ts';

/** The names, part by part, of the indexes that a statement drops if they are there. */
export function indexesDropped({ node }: SqlStatement): string[][] {
  if (!('DropStmt' in node)) {
    return [];
  }
  const { removeType, missing_ok: guarded, objects = [] } = node.DropStmt;
  return removeType === 'OBJECT_INDEX' && guarded === true
    ? objects.map((object) =>
        'List' in object
          ? (object.List.items ?? []).flatMap((item) => ('String' in item ? (item.String.sval ?? []) : []))
          : [],
      )
    : [];
}

/** Whether a statement is a block that asks which indexes are left unfinished. */
export function looksForInvalid({ node, text }: SqlStatement): boolean {
  return 'DoStmt' in node && /\bindisvalid\b/i.test(text);
}

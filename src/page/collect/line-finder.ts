import type { CatalogObject } from '../../catalog/snapshot/catalog-object.ts';
import { objectLocator } from '../../sql/effects/locate-object.ts';
import { parseScript } from '../../sql/statement/script.ts';

/** Looking for mentions costs time for each statement and object, which a long file has many of. */
const MOST_SEARCHED = 200;

/**
 * Finds the line of the statement that made, changed or dropped an object; null where no statement names it. In a file of
 * more than 200 statements only those that name it plainly are found.
 *
 * @returns a function that does nothing until it is called: most migrations change few objects
 */
export async function lineFinder(sql: string): Promise<(object: CatalogObject) => number | null> {
  // What this parser does not know is newer syntax: then no line is named.
  const script = await parseScript(sql).catch(() => undefined);
  if (script === undefined) {
    return () => null;
  }
  const { statements, positionOf } = script;
  // A comment on what the file makes names it too, but does not make it.
  const locate = objectLocator(
    statements.filter(({ nodeType }) => nodeType !== 'CommentStmt'),
    { plainly: true },
  );
  const locateAnywhere = objectLocator(statements, { plainly: statements.length > MOST_SEARCHED });
  return (object) => {
    const statement = locate(object) ?? locateAnywhere(object);
    return statement === undefined ? null : positionOf(statement.start).line;
  };
}

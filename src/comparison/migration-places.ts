import type { ReadMigration } from '../migrations/runner/apply-to-fresh.ts';
import { objectLocator, type ObjectName } from '../sql/effects/locate-object.ts';
import { parseScript } from '../sql/statement/script.ts';

/** A line of a migration. */
export interface Place {
  file: string;
  line: number;
}

/** Where each of these objects was last made or altered, by kind and name; nothing for objects that no file names. */
export async function findPlaces(
  ups: readonly ReadMigration[],
  objects: readonly ObjectName[],
): Promise<Map<string, Place>> {
  const places = new Map<string, Place>();
  let left = objects;
  for (const { migration, sql } of ups.toReversed()) {
    if (left.length === 0 || migration.up === undefined) {
      continue;
    }
    // What this parser does not know is newer syntax: then no line is named.
    const script = await parseScript(sql ?? '').catch(() => undefined);
    const locate = objectLocator(script?.statements ?? [], { plainly: true });
    left = left.filter((object) => {
      const statement = locate(object);
      if (script === undefined || statement === undefined) {
        return true;
      }
      places.set(`${object.kind} ${object.name}`, {
        file: migration.up ?? '',
        line: script.positionOf(statement.start).line,
      });
      return false;
    });
  }
  return places;
}

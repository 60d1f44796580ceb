import { sqlTokens } from '../../../sql/sql-tokens.ts';
import type { CatalogObject } from '../../snapshot/catalog-object.ts';
import { all, changedProperties, type Changed, type Derived, type DiffContext } from '../diff-context.ts';
import { text } from '../object-text.ts';
import { commonOfNew } from '../owner-and-comment.ts';
import { noun } from '../sql-nouns.ts';

export function createConfiguration(configuration: CatalogObject, context: DiffContext): Derived {
  return all(
    `CREATE ${noun(configuration)} (PARSER = ${text(configuration, 'parser')})`,
    [...mappingsOf(configuration)].map(
      ([token, dictionaries]) => `ALTER ${noun(configuration)} ADD MAPPING FOR ${token} WITH ${dictionaries}`,
    ),
    commonOfNew(configuration, context),
  );
}

export function alterConfiguration(change: Changed): Derived | 'recreate' {
  const { before, after } = change;
  if (changedProperties(change).has('parser')) {
    return 'recreate';
  }
  const [wanted, had] = [mappingsOf(before), mappingsOf(after)];
  const alter = `ALTER ${noun(after)}`;
  return [
    ...[...had.keys()].filter((token) => !wanted.has(token)).map((token) => `${alter} DROP MAPPING FOR ${token}`),
    ...[...wanted]
      .filter(([token, dictionaries]) => had.get(token) !== dictionaries)
      .map(([token, dictionaries]) =>
        had.has(token)
          ? `${alter} ALTER MAPPING FOR ${token} WITH ${dictionaries}`
          : `${alter} ADD MAPPING FOR ${token} WITH ${dictionaries}`,
      ),
  ];
}

/** The dictionaries of each kind of token, in order, as SQL writes both: `word` → `simple, public.energy`. */
function mappingsOf(configuration: CatalogObject): Map<string, string> {
  const list = text(configuration, 'mappings') ?? '';
  const tokens = sqlTokens(list);
  const commas = tokens.filter((token) => token.text === ',');
  const starts = [0, ...commas.map(({ end }) => end)];
  const mappings = new Map<string, string>();
  for (const [index, start] of starts.entries()) {
    const end = commas[index]?.start ?? list.length;
    const equals = tokens.find((token) => token.text === '=' && token.start >= start && token.start < end);
    if (equals !== undefined) {
      const token = list.slice(start, equals.start).trim();
      const dictionary = list.slice(equals.end, end).trim();
      const others = mappings.get(token);
      mappings.set(token, others === undefined ? dictionary : `${others}, ${dictionary}`);
    }
  }
  return mappings;
}

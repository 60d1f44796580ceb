import { closestName, plainName } from '../../support/closest-name.ts';
import { InvalidOptionError } from '../../support/errors.ts';
import { PHRASES } from './names.ts';
import { PLACES } from './places.ts';
import { ARCHETYPES, type Place } from './site.ts';
import type { WorldOptions } from './world.ts';

/** The places of a world, in the order of all places. @throws InvalidOptionError */
export function chosenPlaces({ places }: Pick<WorldOptions, 'places'>): readonly Place[] {
  const names = chosen(
    'places',
    places,
    PLACES.map(({ name }) => name),
  );
  return names === undefined ? PLACES : PLACES.filter(({ name }) => names.has(name));
}

/** What the names of a world's sites end with, each with its archetype. @throws InvalidOptionError */
export function chosenPhrases({ archetypes }: Pick<WorldOptions, 'archetypes'>): typeof PHRASES {
  const names = chosen('archetypes', archetypes, ARCHETYPES);
  return names === undefined ? PHRASES : PHRASES.filter(([, archetype]) => names.has(archetype));
}

function plain(name: string): string {
  return plainName(name.replaceAll(' ', ''));
}

/** The known names that are meant; case, blanks, hyphens and underscores do not count. */
function chosen(
  option: 'places' | 'archetypes',
  names: readonly string[] | undefined,
  known: readonly string[],
): ReadonlySet<string> | undefined {
  if (names === undefined) {
    return undefined;
  }
  return new Set(
    (names.length === 0 ? [''] : names).map((name) => {
      const found = known.find((each) => plain(each) === plain(name));
      if (found !== undefined) {
        return found;
      }
      const meant = closestName(name, known);
      throw new InvalidOptionError(option, {
        message: `unknown ${option === 'places' ? 'place' : 'archetype'} "${name}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
        hint: `Choose from ${known.join(', ')}.`,
      });
    }),
  );
}

import type { Rule } from '../../engine/rule.ts';
import type { SchemaState } from '../../state/schema-state.ts';
import { downEffect, withoutParts } from '../../facts/down-effect.ts';
import { mergedByStatement } from '../../facts/property-findings.ts';

const LEFT_NOT_NULL =
  'Write ALTER COLUMN … DROP NOT NULL in the down: a dropped primary key leaves its columns NOT NULL.';

const LEAVE_OUT = 'Leave it out of the down.';

export const downDefinitionDiffers: Rule = {
  id: 'down-definition-differs',
  group: 'reversal',
  condition:
    'the up drops or changes something, and the down does not restore its definition, comment, privileges or settings, or creates what did not exist before',
  effect: 'The schema after the down is not the schema before the up: the previous version may not run on it.',
  remedy: 'Create it again in the down, as the earlier migrations did.',
  presets: { recommended: 'warning', strict: 'error' },
  on: 'pair',
  check: (pair) => {
    const effect = downEffect(pair);
    if (effect === undefined) {
      return [];
    }
    const { up, down, before, afterUp, afterDown, differences, properties } = effect;
    const lost = properties.flatMap(({ is, what, origin, keys }) => {
      const dropped = (state: SchemaState) => keys.flatMap((key) => state.changed.get(key) ?? [])[0];
      const lostAt = origin ?? dropped(afterUp) ?? dropped(afterDown);
      const isOwn = lostAt?.file === up.path || lostAt?.file === down.path;
      return isOwn && (is === 'not-restored' || lostAt.file === down.path)
        ? [{ ...lostAt, what: `${what} is not as before after the down`, fix: 'Set it in the down as it was.' }]
        : [];
    });
    const found = withoutParts(differences.filter(({ is }) => is !== 'only-right')).flatMap(
      ({ is, what, key, how, table }) => {
        const changedIn = afterUp.changed.get(key) ?? (table === undefined ? undefined : afterUp.changed.get(table));
        if (changedIn?.file === up.path) {
          const text = is === 'only-left' ? `${what} is not created again by the down` : `${what}: ${how ?? ''}`;
          const isLeft = how?.endsWith('NOT NULL after the down') === true;
          return [{ ...changedIn, what: text, ...(isLeft ? { fix: LEFT_NOT_NULL } : {}) }];
        }
        // The up did not touch it.
        const droppedIn = afterDown.changed.get(key);
        return is === 'only-left' && droppedIn?.file === down.path
          ? [{ ...droppedIn, what: `the down drops ${what}, which is older than this migration` }]
          : [];
      },
    );
    // Of a table of this chain all parts are known.
    const added = differences.flatMap(({ is, what, origin, table }) =>
      is === 'only-right' && origin.file === down.path && isKnown(table, before)
        ? [{ ...origin, what: `the down creates ${what}, which did not exist before the up`, fix: LEAVE_OUT }]
        : [],
    );
    return [...found, ...added, ...mergedByStatement(lost)];
  },
};

function isKnown(table: string | undefined, { isWhole, tables }: SchemaState): boolean {
  return isWhole && table !== undefined && tables.get(table)?.complete === true;
}

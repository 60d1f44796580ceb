import { Fragment, type JSX } from 'preact';

import type { PageMigration, PageModel } from '../../model.ts';
import { keyOf, stepAt } from '../schema/state.ts';
import { linkTo } from '../state/route.ts';
import { formatCount, plural } from '../state/numbers.ts';
import { migrationTitle } from '../state/versions.ts';

/** Objects of one list. */
const MOST = 20;

interface UndoNoteProps {
  model: PageModel;
  /** The place to go back to. */
  from: number;
  to: number;
  /** Whether what the migrations themselves lose is named, too. */
  withLosses?: boolean;
}

/** What going back from one version to an earlier one costs: downs that do not restore the schema, and data that goes. */
export function UndoNote({ model, from, to, withLosses = false }: UndoNoteProps): JSX.Element | null {
  const undone = model.migrations.slice(from, to).toReversed();
  const irreversible = undone.filter(({ reversible }) => reversible === false);
  const unknown = undone.filter(({ reversible }) => reversible === null);
  const losing = withLosses ? undone.filter(({ dataLost }) => dataLost.length > 0) : [];
  const lost = addedBetween(model, from, to);
  return undone.length === 0 ? null : (
    <div class="block">
      <h3>Undoing {undone.length === 1 ? 'it' : `these ${formatCount(undone.length)}`}</h3>
      <ul class="sentences">
        {irreversible.length === 0 && unknown.length === 0 ? (
          <li>{undone.length === 1 ? 'The down restores' : 'The downs restore'} the schema.</li>
        ) : null}
        {irreversible.length === 0 ? null : (
          <li>
            {plural(irreversible.length, 'down')} {irreversible.length === 1 ? 'does' : 'do'} not restore the schema:{' '}
            <Migrations migrations={irreversible} />
          </li>
        )}
        {unknown.length === 0 ? null : (
          <li>
            Of {plural(unknown.length, 'down')} nobody knows whether it restores the schema:{' '}
            <Migrations migrations={unknown} />
          </li>
        )}
        <li>
          {lost.length === 0 ? (
            'No table or column that was added goes.'
          ) : (
            <>
              {summaryOf(lost)} {lost.length === 1 ? 'goes' : 'go'} with what was written there:{' '}
              <Objects added={lost} />
            </>
          )}
        </li>
        {losing.flatMap((migration) =>
          migration.dataLost.map((sentence, index) => (
            <li key={`${migration.version} ${index}`}>
              <Migrations migrations={[migration]} /> {sentence}
            </li>
          )),
        )}
      </ul>
    </div>
  );
}

interface Added {
  /** Kind and name. */
  key: string;
  /** The version that added it. */
  version: string;
}

/**
 * What holds rows or values, was added and is still there under its name, the latest first; not the columns of tables that were added, too.
 */
function addedBetween({ migrations, objects }: PageModel, from: number, to: number): Added[] {
  const histories = new Map(objects.map((history) => [keyOf(history), history]));
  const added = new Map<string, string>();
  for (const { version, dataAdded } of migrations.slice(from, to)) {
    for (const key of dataAdded) {
      added.delete(key); // So that it stands where it was added last.
      added.set(key, version);
    }
  }
  const isThere = (key: string): boolean => {
    const history = histories.get(key);
    return history !== undefined && stepAt(history, to) !== undefined;
  };
  return [...added]
    .map(([key, version]) => ({ key, version }))
    .filter(({ key }) => isThere(key) && !added.has(histories.get(key)?.parent ?? ''))
    .toReversed();
}

/** `1 table and 2 columns`. */
function summaryOf(added: readonly Added[]): string {
  const columns = added.filter(({ key }) => key.startsWith('column ')).length;
  const tables = added.length - columns;
  return [...(tables > 0 ? [plural(tables, 'table')] : []), ...(columns > 0 ? [plural(columns, 'column')] : [])].join(
    ' and ',
  );
}

function Objects({ added }: { added: readonly Added[] }): JSX.Element {
  return (
    <>
      {added.slice(0, MOST).map(({ key, version }, index) => (
        <Fragment key={key}>
          {index === 0 ? '' : ', '}
          <a href={linkTo('schema', { object: key, at: version })}>{key.slice(key.indexOf(' ') + 1)}</a>
        </Fragment>
      ))}
      {added.length > MOST ? ` and ${formatCount(added.length - MOST)} more` : ''}
    </>
  );
}

function Migrations({ migrations }: { migrations: readonly PageMigration[] }): JSX.Element {
  return (
    <>
      {migrations.slice(0, MOST).map((migration) => (
        <a
          key={migration.version}
          class="step"
          href={linkTo('migrations', { m: migration.version })}
          title={migrationTitle(migration)}
        >
          {migration.version}{' '}
        </a>
      ))}
      {migrations.length > MOST ? `and ${formatCount(migrations.length - MOST)} more` : ''}
    </>
  );
}

import type { JSX } from 'preact';

import type { PageMigration, PageModel } from '../../model.ts';
import { ColumnHeads } from '../parts/column-heads.tsx';
import { EffectSummary } from '../parts/marks.tsx';
import { StatusBadge } from '../parts/status.tsx';
import { countEffects, effectsAt } from '../schema/effects.ts';
import { linkTo, linkWith, type Route } from '../state/route.ts';
import { formatCount } from '../state/numbers.ts';
import { replaceWith } from '../state/use-route.ts';
import { TRAITS, blockedBy, blocksReads } from '../state/traits.ts';
import { statusOf } from '../state/verdicts.ts';
import { versionAt } from '../state/versions.ts';
import { EffectList } from './effect-list.tsx';
import { FailureNote } from './failure-note.tsx';
import { MigrationFiles } from './migration-files.tsx';
import { UndoNote } from './undo-note.tsx';
import { Verdicts } from './verdicts.tsx';

interface MigrationDetailProps {
  model: PageModel;
  route: Route;
  migration: PageMigration;
  /** Counted from 1. */
  place: number;
}

/** What one migration does: effect, verdicts, locks, lost data, and its SQL. */
export function MigrationDetail({ model, route, migration, place }: MigrationDetailProps): JSX.Element {
  const effects = effectsAt(model, place);
  const { rows, dataLost, reversible, version, name } = migration;
  const isFailed = model.failure?.version === version;
  return (
    <article class="detail whole" aria-label={`Migration ${version} ${name}`}>
      <header class="detail-head">
        <h2>
          <span class="kind">{version}</span> {name}
        </h2>
        <StatusBadge status={statusOf(model, migration)} />
      </header>
      <p class="facts">
        <EffectSummary counts={countEffects(effects)} />
        <span>{reversible === null ? 'reversible: unknown' : reversible ? 'reversible' : 'not reversible'}</span>
        {TRAITS.filter(({ id, holds }) => id !== 'irreversible' && holds(migration)).map(({ id, short }) => (
          <span key={id} class="warn-text">
            {short}
          </span>
        ))}
        <a href={linkTo('compare', { from: versionAt(model, place - 1), to: version })}>in the diagram</a>
      </p>
      {isFailed && model.failure !== null ? <FailureNote failure={model.failure} /> : null}
      {dataLost.length === 0 ? null : (
        <div class="block">
          <h3>Data that goes</h3>
          <ul class="sentences">
            {dataLost.map((sentence, index) => (
              <li key={index}>{sentence}</li>
            ))}
          </ul>
        </div>
      )}
      <div class="block">
        <h3>Effect on the schema</h3>
        <EffectList model={model} effects={effects} />
      </div>
      {isFailed ? null : <UndoNote model={model} from={place - 1} to={place} />}
      {rows.length === 0 ? null : (
        <div class="block">
          <h3>Rows</h3>
          <ul class="plain">
            {rows.map((each) => (
              <li key={each.table}>
                {each.table}: {countText(each.before)} → {countText(each.after)}
              </li>
            ))}
          </ul>
        </div>
      )}
      <Locks migration={migration} route={route} />
      <Verdicts migration={migration} />
      <MigrationFiles migration={migration} route={route} />
    </article>
  );
}

function countText(count: number | null): string {
  return count === null ? 'no table' : formatCount(count);
}

function Locks({ migration: { locks }, route }: { migration: PageMigration; route: Route }): JSX.Element | null {
  return locks.length === 0 ? null : (
    <div class="block">
      <h3>Locks of the up</h3>
      <div class="wide">
        <table class="grid">
          <ColumnHeads titles={['Line', 'Object', 'Lock', 'Blocks', 'Meanwhile']} />
          <tbody>
            {locks.map((lock, index) => (
              <tr key={index}>
                <td>
                  <a
                    href={linkWith(route, { file: 'up', line: lock.line })}
                    onClick={(event) => {
                      event.preventDefault();
                      replaceWith(linkWith(route, { file: 'up', line: lock.line }));
                    }}
                  >
                    {lock.line}
                  </a>
                </td>
                <td>{lock.object}</td>
                <td>{lock.mode}</td>
                <td class={blocksReads(lock) ? 'warn-text' : ''}>{blockedBy(lock)}</td>
                <td>{lock.rewrites ? 'writes the whole table again' : lock.scans ? 'reads the whole table' : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="quiet">
        Not shown: reading (ACCESS SHARE), partitions and children that TRUNCATE, LOCK, INSERT, UPDATE or DELETE on
        their parent reach, tables behind a domain, and what a DO block runs as text.
      </p>
    </div>
  );
}

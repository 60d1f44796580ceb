import type { JSX } from 'preact';

import type { PageFailure } from '../../model.ts';
import { linkTo } from '../state/route.ts';

/** Why the chain ended before its last migration. */
export function FailureNote({ failure }: { failure: PageFailure }): JSX.Element {
  const { version, file, line, lines } = failure;
  const place = [file, line].filter((part) => part !== null).join(':');
  return (
    <div class="note error" role="alert">
      <p>
        <strong>{version === null ? 'The migrations cannot be run.' : `Migration ${version} fails.`}</strong>{' '}
        {version === null || place === '' ? (
          place
        ) : (
          <a href={linkTo('migrations', { m: version, line: line ?? undefined })}>{place}</a>
        )}
      </p>
      <pre>{lines.join('\n')}</pre>
      <p>This page shows everything up to there.</p>
    </div>
  );
}

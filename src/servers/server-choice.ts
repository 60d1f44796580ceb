import { isConnectionUrl } from '../postgres/connection-url.ts';
import { InvalidOptionError } from '../support/errors.ts';

/** Which server to use: one that we start, or a running one at a URL. */
export type ServerChoice = { kind: 'embedded' } | { kind: 'docker' } | { kind: 'existing'; url: string };

/** Parses `embedded`, `docker` or a URL of PostgreSQL. */
export function parseServerChoice(text: string): ServerChoice {
  if (text === 'embedded' || text === 'docker') {
    return { kind: text };
  }
  if (isConnectionUrl(text)) {
    return { kind: 'existing', url: text };
  }
  throw new InvalidOptionError('server', {
    message: `unknown server${text.includes('@') ? '' : `: "${text}"`}`,
    hint: 'Use embedded, docker, or a URL: postgresql://user:password@host:5432/postgres.',
  });
}

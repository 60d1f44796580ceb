import { UsageError } from '../support/errors.ts';

/** Which server to use: one we start, or one that runs at a URL. */
export type ServerChoice = { kind: 'embedded' } | { kind: 'docker' } | { kind: 'existing'; url: string };

/** Reads `embedded`, `docker` or a `postgres://` URL. */
export function parseServerChoice(text: string): ServerChoice {
  if (text === 'embedded' || text === 'docker') {
    return { kind: text };
  }
  if (/^postgres(ql)?:\/\//.test(text)) {
    return { kind: 'existing', url: text };
  }
  throw new UsageError(`there is no server of the kind ${text.includes('@') ? 'that was named' : `"${text}"`}`, {
    code: 'BAD_SERVER',
    hint: 'Say embedded, docker, or the URL of a server: postgresql://user:password@host:5432/postgres.',
  });
}

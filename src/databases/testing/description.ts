import type { ConnectionTarget } from '../../postgres/connect.ts';
import { UsageError } from '../../support/errors.ts';
import { isObject } from '../../support/json.ts';
import type { ServerKind } from '../../servers/server.ts';

/** The variable of the environment by which processes find the server of their run. */
export const TEST_SERVER_VARIABLE = 'ELEMENTALDB_TEST_SERVER';

/**
 * Everything that another process needs to lease databases from a server; it can be sent as JSON. It holds the
 * password.
 */
export interface TestServerDescription {
  kind: ServerKind;
  /** URL of the database in which leases are leased, password included. */
  url: string;
  /** Of an embedded server: the folder with its socket, which needs no password. */
  socketFolder: string | null;
  /** Of an embedded server for files that change the server itself: what stands for them; else empty. */
  apart: string;
  /** Stands for the run, in the marks of what is made for it on a server that is not ours. */
  claim: string;
}

/** @throws UsageError `BAD_TEST_SERVER` */
export function parseDescription(text: string): TestServerDescription {
  const { kind, url, socketFolder, apart, claim } = parseObject(text);
  if (
    (kind === 'embedded' || kind === 'docker' || kind === 'existing') &&
    typeof url === 'string' &&
    URL.canParse(url) &&
    typeof claim === 'string' &&
    typeof apart === 'string' &&
    (socketFolder === null || typeof socketFolder === 'string')
  ) {
    return { kind, url, socketFolder, apart, claim };
  }
  throw new UsageError(`${TEST_SERVER_VARIABLE} does not describe a server`, {
    code: 'BAD_TEST_SERVER',
    hint: 'Set it to the JSON of `description` of startTestServer(), or leave it out and a server is started.',
  });
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** The quickest way to a database of the server. */
export function connectionTo({ url, socketFolder }: TestServerDescription, database?: string): ConnectionTarget {
  const parsed = new URL(url);
  const name = database ?? decodeURIComponent(parsed.pathname.slice(1));
  return socketFolder === null
    ? urlOf({ url }, name)
    : { host: socketFolder, port: Number(parsed.port), user: decodeURIComponent(parsed.username), database: name };
}

/** The URL of a database of the server, password included. */
export function urlOf({ url }: Pick<TestServerDescription, 'url'>, database: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${encodeURIComponent(database)}`;
  return parsed.href;
}

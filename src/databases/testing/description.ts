import type { ConnectionTarget } from '../../postgres/connect.ts';
import { withDatabase } from '../../postgres/connection-url.ts';
import { UsageError } from '../../support/errors.ts';
import { isObject } from '../../support/json.ts';
import type { ServerKind } from '../../servers/server.ts';

/** The environment variable by which processes find the server of their test run. */
export const TEST_SERVER_VARIABLE = 'ELEMENTALDB_TEST_SERVER';

/** What another process needs to lease databases from a server. It can be sent as JSON and holds the password. */
export interface TestServerDescription {
  kind: ServerKind;
  /** URL of the database in which leases are leased, password included. */
  url: string;
  /** The folder with the socket of an embedded server, which needs no password. */
  socketFolder: string | null;
  /** Identifies the files that an embedded server is reserved for because they change the server itself; else empty. */
  apart: string;
  /** Identifies the run in the ownership comments of what it makes on an existing server. */
  claim: string;
}

/** The description of a container that stays for the next run. */
export function describeContainer(url: string): TestServerDescription {
  return { kind: 'docker', url, socketFolder: null, apart: '', claim: '' };
}

/** The server that the environment describes. @throws UsageError `BAD_TEST_SERVER` */
export function serverFromEnvironment(): TestServerDescription | undefined {
  const text = process.env[TEST_SERVER_VARIABLE];
  if (text === undefined || text === '') {
    return undefined;
  }
  const description = parseDescription(text);
  if (description === undefined) {
    throw new UsageError(`${TEST_SERVER_VARIABLE} does not describe a server`, {
      code: 'BAD_TEST_SERVER',
      hint: 'Take it from `environment` of startTestServer(), or unset it to start a server.',
    });
  }
  return description;
}

/** A description from its JSON, undefined when it is none. */
export function parseDescription(text: string): TestServerDescription | undefined {
  const { kind, url, socketFolder, apart, claim } = parseObject(text);
  return (kind === 'embedded' || kind === 'docker' || kind === 'existing') &&
    typeof url === 'string' &&
    URL.canParse(url) &&
    typeof claim === 'string' &&
    typeof apart === 'string' &&
    (socketFolder === null || typeof socketFolder === 'string')
    ? { kind, url, socketFolder, apart, claim }
    : undefined;
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** The fastest way to connect to a database of the server. */
export function connectionTo({ url, socketFolder }: TestServerDescription, database?: string): ConnectionTarget {
  const parsed = new URL(url);
  const name = database ?? decodeURIComponent(parsed.pathname.slice(1));
  return socketFolder === null
    ? urlOf({ url }, name)
    : { host: socketFolder, port: Number(parsed.port), user: decodeURIComponent(parsed.username), database: name };
}

/** The URL of a database of the server, password included. */
export function urlOf({ url }: Pick<TestServerDescription, 'url'>, database: string): string {
  return withDatabase(url, database);
}

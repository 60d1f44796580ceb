import { Client } from 'pg';

/** What a test of the benchmark gets. */
export interface Given {
  /** A connection that is there already; otherwise the test opens one to `url`. */
  client?: Client;
  url?: string;
  giveBack(): Promise<void>;
}

/** A way to have a database for each test, within one worker. */
export interface Contender {
  take(): Promise<Given>;
  close(): Promise<void>;
  /** Preparation that is not measured. */
  afterwards?(): Promise<void>;
}

/** What every contender works with: the same server, over TCP, and the same template on it. */
export interface Arena {
  /** URL of the maintenance database. */
  url: string;
  /** JSON of `startTestServer`'s description. */
  description: string;
  migrations: string;
  /** A sealed template with all migrations. */
  template: string;
  /** The image for Testcontainers, if it is to take part. */
  image: string;
  /** Where IntegreSQL answers, if it is to take part. */
  integresql: string;
}

/** The URL with another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

export async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

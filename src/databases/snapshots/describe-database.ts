import { withSnapshotContext } from './snapshot-context.ts';

/** What is to be known of a database before it is worked on. */
export interface DescribedDatabase {
  name: string;
  /** How many sessions are in it, which are ended when it is copied or replaced. */
  sessions: number;
  /** Whether it was certainly made by us. */
  ours: boolean;
}

/** Looks at the database that a URL names. @throws the errors of `withSnapshotContext` */
export function describeDatabase(url: string): Promise<DescribedDatabase> {
  return withSnapshotContext(url, ({ database: { name, sessions, ownership } }) =>
    Promise.resolve({ name, sessions, ours: ownership !== undefined }),
  );
}

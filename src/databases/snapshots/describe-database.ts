import { withSnapshotContext } from './snapshot-context.ts';

/** Facts that a user should see before a database is saved or replaced. */
export interface DescribedDatabase {
  name: string;
  /** Number of sessions in it; they are ended when it is copied or replaced. */
  sessions: number;
  /** Whether its ownership comment proves that this package created it. */
  ours: boolean;
}

/** Describes the database at a URL. @throws the errors of `withSnapshotContext` */
export function describeDatabase(url: string): Promise<DescribedDatabase> {
  return withSnapshotContext(url, ({ database: { name, sessions, ownership } }) =>
    Promise.resolve({ name, sessions, ours: ownership !== undefined }),
  );
}

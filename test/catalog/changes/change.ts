/** One thing that SQL can change, and the objects in which a diff must find it: no more, no fewer. */
export interface Change {
  title: string;
  /** Runs before the first snapshot. `some_role` stands for a role that the test has made. */
  given: string;
  /** Runs between the two snapshots. */
  when: string;
  /** As `outline` writes them, in the order of a diff. */
  found: readonly string[];
  /** The first major version of PostgreSQL that has this. */
  since?: number;
}

export interface PopulateReport {
  /**
   * Tables that got rows and how many, sorted by name; and why no more, where a number of rows was asked for that the
   * table could not be brought to.
   */
  populated: { table: string; rows: number; reason?: string }[];
  /** Tables that got none, and why, sorted by name. */
  unpopulated: { table: string; reason: string }[];
}

export interface PopulateReport {
  /**
   * Tables that got rows and how many, sorted by name; with the reason if a number of rows was asked for and the table
   * has fewer.
   */
  populated: { table: string; rows: number; reason?: string }[];
  /**
   * Tables that got none, and why, sorted by name; also whether they have no row at all, if a number of rows was asked for
   * and the role may read them.
   */
  unpopulated: { table: string; reason: string; isEmpty?: boolean }[];
}

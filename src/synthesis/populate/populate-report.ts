export interface PopulateReport {
  /** Tables that got rows and how many, sorted by name. */
  populated: { table: string; rows: number }[];
  /** Tables that got none, and why, sorted by name. */
  unpopulated: { table: string; reason: string }[];
}

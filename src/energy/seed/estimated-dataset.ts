/** What one dataset would have. */
export interface EstimatedDataset {
  dataset: string;
  /** Exact; of meter files the values that they hold. */
  rows: number;
  /** An estimate. */
  bytes: number;
  /** An estimate. */
  seconds: number;
  /** Rows by table, unquoted; of meter files by layout. */
  parts: { name: string; rows: number }[];
}

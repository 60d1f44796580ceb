/** A statement form about which lint says whether it rewrites, scans or locks a table. */
export interface Form {
  sql: string;
  /** What an earlier migration did. */
  before?: string;
  /** The first major version that accepts it; any by default. */
  since?: number;
  /** It cannot run inside a transaction. */
  outside?: boolean;
  /** Why lint says something else than the server does. */
  differs?: string;
}

/** Forms that need no more than their text. */
export function forms(...texts: readonly string[]): Form[] {
  return texts.map((sql) => ({ sql }));
}

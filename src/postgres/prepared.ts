/** A statement that a session parses and plans once. Spread it into the argument of `query`, with `values`. */
export interface Prepared {
  name: string;
  text: string;
}

/** A statement that a session runs repeatedly. Every text needs a unique `name`. */
export function prepared(name: string, text: string): Prepared {
  return { name: `elementaldb_${name}`, text };
}

/** A statement that a session parses and plans once. Spread it into `query`, with its `values`. */
export interface Prepared {
  name: string;
  text: string;
}

/** For what a session that stays open asks again and again; `name` stands for the text, so no two may have the same. */
export function prepared(name: string, text: string): Prepared {
  return { name: `elementaldb_${name}`, text };
}

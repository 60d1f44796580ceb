/** A migration that no other test has, so that its first start finds nothing in the cache. */
export const unique = (): string => `CREATE TABLE t_${Math.random().toString(36).slice(2)} (n int);`;

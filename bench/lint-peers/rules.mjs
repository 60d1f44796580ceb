/** Exact versions of the peers. */
export const VERSIONS = {
  squawk: 'squawk-cli==2.70.0',
  safemigrate: 'safemigrate-lint==1.3.0',
  pgrubic: 'pgrubic==4.1.0',
  pgfence: '@flvmnt/pgfence@0.1.5',
};

function startsWith(...rules) {
  return new RegExp(`^(?:${rules.join('|')})`);
}

/**
 * By linter, the rules (of ours with what they say) that speak of a second run, of a table that is rewritten, and of long work
 * under a lock that blocks writes.
 */
export const RULES = {
  elementaldb: {
    idempotent: /^(?:unguarded-|unnamed-|not-rerunnable|repeated-conversion)/,
    rewrite: startsWith(
      'type-rewrites-table .*rewrites',
      'column-rewrites-table',
      'table-rewritten',
      'volatile-default',
      'maintenance-blocks CLUSTER',
    ),
    blocking: startsWith(
      'check-validated',
      'column-rewrites-table',
      'domain-constraint .*are read',
      'foreign-key-validated',
      'index-blocks-writes',
      'long-work-under-lock',
      'maintenance-blocks',
      'not-valid-then-validate',
      'partition-scanned',
      'primary-key-over-nulls',
      'set-not-null',
      'table-rewritten',
      'type-rewrites-table',
      'unique-blocks',
      'volatile-default',
    ),
  },
  squawk: {
    idempotent: /^prefer-robust-stmts$/,
    rewrite: /^(?:changing-column-type|adding-field-with-default|prefer-repack)$/,
    blocking: startsWith(
      'changing-column-type',
      'adding-field-with-default',
      'adding-serial-primary-key-field',
      'adding-not-nullable-field',
      'adding-foreign-key-constraint',
      'constraint-missing-not-valid',
      'disallowed-unique-constraint',
      'require-concurrent-index-creation',
      'require-concurrent-reindex',
      'prefer-repack',
      'ban-alter-domain-with-add-constraint',
    ),
  },
  safemigrate: {
    idempotent: /^prefer-robust-stmts$/,
    rewrite: /rewrites/,
    blocking: startsWith(
      '.*rewrites',
      'concurrent-index-create-required',
      'concurrent-reindex-required',
      'constraint-not-valid-required',
      'nullable-to-non-nullable-may-fail',
      'pk-constraint-exclusive-lock',
      'refresh-matview-blocks-reads',
      'unique-constraint-exclusive-lock',
    ),
  },
  pgrubic: {
    // Functions, procedures, views and triggers without OR REPLACE.
    idempotent: /^GN0(?:07|08|29|30)$/,
    // Types, serial, identity, generated columns, volatile defaults, tablespaces, CLUSTER, VACUUM FULL.
    rewrite: /^US0(?:02|04|05|06|11|23|24|25|26|31)$/,
    // The same, and NOT NULL, foreign keys, CHECK, UNIQUE, primary keys, CREATE INDEX, REINDEX, REFRESH.
    blocking: /^US0(?:02|04|05|06|10|11|12|13|14|15|16|20|23|24|25|26|28|31)$/,
  },
  pgfence: {
    idempotent: /^prefer-robust-/,
    rewrite: /^(?:alter-column-type|add-column-(?:non-constant-default|serial|stored-generated)|vacuum-full)$/,
    blocking: startsWith(
      'alter-column-(?:type|set-not-null)',
      'add-column-(?:non-constant-default|serial|stored-generated)',
      'vacuum-full',
      'add-constraint-(?:check-no-not-valid|exclude|fk-no-not-valid|unique$)',
      'add-pk-without-using-index',
      'create-index-not-concurrent',
      'not-valid-validate-same-tx',
    ),
  },
};

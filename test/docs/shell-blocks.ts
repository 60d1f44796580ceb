/** How a shell block of docs/ is run, or why not. */
export interface ShellBlock {
  page: string;
  /** What the block begins with, so that the entry is found. */
  begins: string;
  /** Why it is not run. */
  because?: string;
  /** Runs without a server and within a second or two: in the short suite. */
  quick?: boolean;
  /** The migrations of this repository, or two with a table of meters, by default. */
  migrations?: 'energy' | 'meters';
  /** Whether a server is started before it, whose URL stands in `$DATABASE_URL` and in place of `postgresql://…`. */
  server?: boolean;
  /** Commands that run before it. */
  first?: string;
  /** Every line gets a new server: they are alternatives. */
  alternatives?: boolean;
  /** Exit code 1, findings or differences, is expected. */
  finds?: boolean;
  /** Texts that are replaced: smaller numbers, and what a person types into psql. */
  replace?: readonly (readonly [from: string, to: string])[];
}

const NEEDS_ENGINE = 'needs a container engine; the tests of the project docker build and run images';

const PSQL = 'elementaldb psql                                              # change the schema until it is right';

export const SHELL_BLOCKS: readonly ShellBlock[] = [
  { page: 'docs/ci.md', begins: 'set -eu\nexport', because: 'test/ci/recipes.long.test.ts runs it' },
  { page: 'docs/ci.md', begins: 'set -eu\ncode=0', because: 'test/ci/recipes.long.test.ts runs it' },
  {
    page: 'docs/ci.md',
    begins: 'npx elementaldb lint --format rdjson',
    because: '.ci/integrations.mjs runs it with reviewdog',
  },
  {
    page: 'docs/ci.md',
    begins: 'npx elementaldb exec',
    first: `printf '#!/bin/sh\\necho "$PGDATABASE"\\n' >run-tests.sh && chmod +x run-tests.sh`,
  },
  {
    page: 'docs/client-data.md',
    begins: 'elementaldb client-data dump --database-url "$PRODUCTION_URL"',
    migrations: 'energy',
    server: true,
    first: `elementaldb query "INSERT INTO client_info.clients (client_id, name) VALUES ('demo', 'Demonstration Ltd')" && git init --quiet . && echo 'SELECT 1;' >slice.sql && export ELEMENTALDB_ANONYMIZE_KEY=$(openssl rand -hex 32)`,
  },
  {
    page: 'docs/client-data.md',
    begins: 'export ELEMENTALDB_ANONYMIZE_KEY',
    migrations: 'energy',
    server: true,
    first: `elementaldb query "INSERT INTO client_info.clients (client_id, name) VALUES ('demo', 'Demonstration Ltd')" && echo '{}' >elementaldb.config.json`,
  },
  {
    page: 'docs/comparing.md',
    begins: 'elementaldb diff migrations@12',
    migrations: 'energy',
    server: true,
    finds: true,
    first: `echo 'CREATE TABLE public.note (id integer PRIMARY KEY);' >schema.sql`,
    // Exit code 4: the SQL for all 34 cannot be proved.
    replace: [['diff schema.sql migrations --sql', 'diff schema.sql migrations@1 --sql']],
  },
  {
    page: 'docs/comparing.md',
    begins: 'elementaldb start --detach',
    replace: [[PSQL, `elementaldb query 'ALTER TABLE meter ADD tariff text'`]],
  },
  {
    page: 'docs/comparing.md',
    begins: 'elementaldb migrate squash',
    migrations: 'energy',
    replace: [['--to 40', '--to 4']],
  },
  { page: 'docs/docker.md', begins: 'npm install', because: NEEDS_ENGINE },
  { page: 'docs/docker.md', begins: 'npx elementaldb image', because: NEEDS_ENGINE },
  { page: 'docs/docker.md', begins: 'docker build', because: NEEDS_ENGINE },
  { page: 'docs/linting.md', begins: 'npx elementaldb check --update-baseline' },
  { page: 'docs/production.md', begins: 'npx elementaldb image', because: NEEDS_ENGINE },
  { page: 'docs/production.md', begins: 'until', because: NEEDS_ENGINE },
  {
    page: 'docs/production.md',
    begins: 'export DATABASE_URL',
    because: 'needs golang-migrate; test/migrations/ runs it where it is',
  },
  { page: 'docs/production.md', begins: 'npx elementaldb migrate status', server: true },
  { page: 'docs/production.md', begins: 'npx elementaldb verify --from 34', migrations: 'energy', server: true },
  {
    page: 'docs/seeding.md',
    begins: 'npx elementaldb start --detach',
    migrations: 'energy',
    alternatives: true,
    replace: [
      ['elementaldb seed      ', 'elementaldb seed --clients 1 --sites 1 --to 2024-01-08 '],
      ['--sites 200 --from 2023-01-01', '--sites 5 --from 2024-12-01'],
      ['seed --database-url', 'seed --profile small --database-url'],
    ],
  },
  {
    page: 'docs/report.md',
    begins: 'elementaldb report --open',
    server: true,
    first:
      'git init --quiet --initial-branch=main . && git -c user.name=a -c user.email=a@b commit --quiet --allow-empty --message=a',
    replace: [['report --open', 'report']],
  },
  { page: 'docs/seeding.md', begins: 'npx elementaldb seed --sites-file', migrations: 'energy', server: true },
  {
    page: 'docs/seeding.md',
    begins: 'npx elementaldb seed --match',
    migrations: 'energy',
    server: true,
    first: `node -e 'console.log("start,kwh"); for (let n = 0; n < 48 * 60; n += 1) console.log(new Date(Date.UTC(2024, 0) + n * 1800000).toISOString() + "," + (3 + (n % 48) / 10))' >meter.csv`,
  },
  { page: 'docs/seeding.md', begins: 'npx elementaldb seed --dataset-file', migrations: 'energy', server: true },
  { page: 'docs/seeding.md', begins: 'npx elementaldb seed --generic', server: true, replace: [['1000', '10']] },
  {
    page: 'docs/seeding.md',
    begins: 'npx elementaldb seed --export world',
    replace: [['--sites 20', '--sites 1 --to 2024-02-01']],
  },
  {
    page: 'docs/seeding.md',
    begins: 'npx elementaldb seed --export meters',
    replace: [['--sites 20', '--sites 1 --to 2024-02-01']],
  },
  { page: 'docs/seeding.md', begins: 'npx elementaldb seed --dry-run', migrations: 'energy' },
  {
    page: 'docs/seeding.md',
    begins: 'npx elementaldb seed --preview',
    quick: true,
    replace: [['--sites 20', '--sites 2']],
  },
  {
    page: 'docs/seeding.md',
    begins: 'npx elementaldb seed --check',
    migrations: 'energy',
    server: true,
    first: 'npx elementaldb seed --profile small',
  },
  { page: 'docs/seeding.md', begins: 'for n in', because: 'needs four machines; test/energy/seed has tests of shards' },
  { page: 'docs/seeding.md', begins: 'npx elementaldb seed --print-distribution', migrations: 'energy', server: true },
  { page: 'docs/servers.md', begins: 'url=' },
  {
    page: 'docs/servers.md',
    begins: `elementaldb query 'SELECT * FROM meter'`,
    server: true,
    first: `echo 'SELECT count(*) FROM meter' >report.sql`,
  },
  {
    page: 'docs/snapshots.md',
    begins: 'elementaldb start --detach',
    replace: [['elementaldb psql                             ', `elementaldb query 'DROP TABLE meter' `]],
  },
  {
    page: 'docs/snapshots.md',
    begins: 'elementaldb snapshot save --file',
    because: 'needs pg_dump of the same release; test/cli/snapshot.long.test.ts runs it where that is',
  },
  {
    page: 'docs/synthetic-data.md',
    begins: 'npx elementaldb seed --check',
    replace: [['--sites 60', '--sites 2']],
  },
  {
    page: 'docs/synthetic-data.md',
    begins: 'npm run build',
    because: 'a program of this repository, which takes minutes',
  },
  { page: 'docs/testing.md', begins: 'npx elementaldb init', quick: true },
  { page: 'docs/testing.md', begins: 'pip install', because: '.ci/python.mjs installs the packages' },
  { page: 'docs/testing.md', begins: 'npx elementaldb lease --json' },
  { page: 'docs/testing.md', begins: 'coproc lease' },
  {
    page: 'docs/testing.md',
    begins: 'elementaldb lease --serve',
    replace: [['elementaldb', `echo '{"id":1,"lease":{}}' | elementaldb`]],
  },
  { page: 'docs/ui.md', begins: 'elementaldb ui --open', because: 'runs until it is stopped; test/ui starts it' },
];

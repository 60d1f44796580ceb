/** An input that no command can use. */
export interface BadInput {
  /** What is wrong, in a few words. */
  what: string;
  args: readonly string[];
  /** Files in the working folder. Default: two pairs that are right. */
  files?: Readonly<Record<string, string>>;
  env?: Readonly<Record<string, string>>;
  /** Whether a server of the folder runs, by `start --detach`. */
  running?: boolean;
}

const ONE_PAIR = {
  'migrations/1_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (n int);',
  'migrations/1_a.down.sql': 'DROP TABLE IF EXISTS a;',
};

/** A port on which nothing listens: discard, which needs root. */
const NO_SERVER = 'postgresql://me:secret@127.0.0.1:9/db';

const GOOSE = { 'migrations/1_a.sql': '-- +goose Up\nSELECT 1;\n' };

const pair = (number: string, up: string, down = 'SELECT 1;'): Record<string, string> => ({
  [`migrations/${number}.up.sql`]: up,
  [`migrations/${number}.down.sql`]: down,
});

export const BAD_INPUTS: readonly BadInput[] = [
  // Layouts of other tools.
  { what: 'a folder of another tool', args: ['start'], files: GOOSE },
  {
    what: 'a folder with files of two tools',
    args: ['lint', '--layout', 'auto'],
    files: { ...GOOSE, 'migrations/2_b.sql': '-- migrate:up\n-- migrate:down\n' },
  },
  { what: 'a file without the marker of its tool', args: ['start', '--layout', 'dbmate'], files: GOOSE },
  {
    what: 'migrate on a folder of another tool',
    args: ['migrate', 'up'],
    files: GOOSE,
    env: { ELEMENTALDB_LAYOUT: 'goose' },
  },
  // The command line.
  { what: 'a misspelled command', args: ['strat'] },
  { what: 'an unknown option', args: ['start', '--colour'] },
  { what: 'an option without its value', args: ['start', '--name'] },
  { what: 'a port that is not a number', args: ['start', '--port', 'abc'] },
  { what: 'a port out of range', args: ['start', '--port', '70000'] },
  { what: 'options that exclude each other', args: ['start', '--once', '--detach'] },
  { what: 'one server and all', args: ['stop', '--name', 'a', '--all'] },
  { what: 'servers of tests without --all', args: ['stop', '--include-test-servers'] },
  { what: 'an unknown kind of server', args: ['start', '--server', 'oracle'] },
  { what: 'a server name with a path', args: ['start', '--name', '../x'] },
  { what: 'a reserved role', args: ['start', '--user', 'pg_me'] },
  { what: 'a database name of 64 bytes', args: ['start', '--database', 'x'.repeat(64)] },
  { what: 'a setting without a value', args: ['start', '--set', 'work_mem'] },
  { what: 'a version that is not a number', args: ['start', '--to', 'latest'] },
  { what: 'a major version that is not installed', args: ['start', '--postgres', '9'] },
  { what: 'a folder of programs that has none', args: ['start', '--pg-bin', 'migrations'] },
  { what: 'a URL of another database system', args: ['start', '--server', 'mysql://localhost/db'] },
  { what: 'a reused server that is no container', args: ['start', '--reuse'] },
  { what: 'a port for a server that exists', args: ['start', '--port', '5', '--server', NO_SERVER] },
  { what: 'exec without a command', args: ['exec'] },
  { what: 'a program that is not installed', args: ['exec', '--', 'no-such-program'] },
  { what: 'an unknown template', args: ['lease', '--template', 'full'] },
  { what: 'a server that does not run', args: ['url', '--name', 'nowhere'] },
  { what: 'stop without a server of that name', args: ['stop', '--name', 'nowhere'] },
  { what: 'psql without a server', args: ['psql', '--name', 'nowhere'] },
  { what: 'a query without SQL', args: ['query', '-'] },
  {
    what: 'other options for a server that runs',
    args: ['start', '--detach', '--database', 'other', '--set', 'work_mem=7MB'],
    running: true,
  },
  { what: 'a query that names a missing column', args: ['query', 'SELECT nonsense FROM meter'], running: true },
  { what: 'two formats of a query', args: ['query', '--csv', '--json', 'SELECT 1'] },
  // A repository to set up.
  { what: 'init without a terminal to ask on', args: ['init'] },
  { what: 'init that writes and does not', args: ['init', '--yes', '--dry-run'] },
  { what: 'init in a repository without migrations', args: ['init', '--yes'], files: { 'README.md': '# None yet' } },
  {
    what: 'init beside migrations of another tool',
    args: ['init', '--dry-run'],
    files: { 'db/V1__meter.sql': 'SELECT 1;' },
  },
  { what: 'init with a folder that does not exist', args: ['init', '--yes', '--migrations', 'nowhere'] },
  {
    what: 'init where a folder is a file',
    args: ['init', '--yes', '--json'],
    files: { ...ONE_PAIR, 'pytest.ini': '', tests: '' },
  },
  // Two states of a database.
  { what: 'a state that is none', args: ['diff', 'nowhere', 'migrations'] },
  { what: 'a database whose server does not run', args: ['drift', '--database-url', NO_SERVER] },
  { what: 'a form that cannot show SQL', args: ['diff', 'migrations@1', 'migrations', '--sql', '--format', 'sarif'] },
  { what: 'a squash into a folder that is there', args: ['migrate', 'squash', '--to', '1', '--out', 'migrations'] },
  // The page.
  { what: 'a page of a folder that does not exist', args: ['report', 'nowhere'] },
  { what: 'a page in place of a folder', args: ['report', '--out', 'migrations'] },
  { what: 'a folder that holds other files', args: ['report', '--format', 'folder', '--out', 'migrations'] },
  {
    what: 'a page within a file',
    args: ['report', '--out', 'notes.txt/page.html'],
    files: { ...ONE_PAIR, 'notes.txt': '' },
  },
  { what: 'a page without a name', args: ['report', '--out', ''] },
  { what: 'two forms of a page', args: ['report', '--json', '--format', 'markdown'] },
  { what: 'names without a database', args: ['report', '--show-personal-data'] },
  {
    what: 'a page of a database whose server does not run',
    args: ['report', '--no-verify', '--database-url', NO_SERVER],
  },
  { what: 'a live page of a folder that does not exist', args: ['ui', 'nowhere'] },
  { what: 'a live page on a port out of range', args: ['ui', '--port', '70000'] },
  // Client data.
  { what: 'a dump without its database', args: ['client-data', 'dump'] },
  { what: 'a dump from a server that does not run', args: ['client-data', 'dump', '--database-url', NO_SERVER] },
  { what: 'a share that is none', args: ['client-data', 'dump', '--database-url', NO_SERVER, '--sample', 'half'] },
  {
    what: 'a dump to load that is not there',
    args: ['client-data', 'load', 'nowhere.sql', '--database-url', NO_SERVER],
  },
  { what: 'a dump to check that is not there', args: ['client-data', 'check', 'nowhere.sql'] },
  // The configuration.
  { what: 'a missing configuration file', args: ['start', '--config', 'nowhere.json'] },
  { what: 'an unknown setting', args: ['start'], files: { ...ONE_PAIR, 'elementaldb.config.json': '{ "prot": 1 }' } },
  {
    what: 'a setting of another type',
    args: ['lint'],
    files: { ...ONE_PAIR, 'elementaldb.config.json': '{ "port": "a" }' },
  },
  { what: 'a cut configuration', args: ['verify'], files: { ...ONE_PAIR, 'elementaldb.config.json': '{ "port": ' } },
  { what: 'an environment variable of another type', args: ['start'], env: { ELEMENTALDB_PORT: 'abc' } },
  // The migrations.
  { what: 'a folder that does not exist', args: ['verify', '--migrations', 'nowhere'] },
  { what: 'a folder without migrations', args: ['start'], files: { 'migrations/readme.txt': 'none yet' } },
  {
    what: 'two pairs with one number',
    args: ['verify'],
    files: { ...pair('1_a', 'SELECT 1;'), ...pair('1_b', 'SELECT 1;') },
  },
  { what: 'a number that does not fit', args: ['start'], files: pair('99999999999999999999_a', 'SELECT 1;') },
  { what: 'a syntax error in an up', args: ['start'], files: pair('1_a', 'CREATE TABEL a (n int);') },
  {
    what: 'an up that refers to a missing table',
    args: ['start'],
    files: pair('1_a', 'ALTER TABLE nowhere ADD n int;'),
  },
  { what: 'an up of psql', args: ['start'], files: pair('1_a', '\\connect other\nSELECT 1;') },
  { what: 'a version without a migration', args: ['verify', '--only', '77'] },
  { what: 'a shard behind the last', args: ['verify', '--shard', '5/4'] },
  { what: 'no workers', args: ['verify', '--workers', '0'] },
  { what: 'a report that is none of a shard', args: ['verify', 'merge', 'migrations/000001_meter.up.sql'] },
  { what: 'a shard that is not there', args: ['verify', 'merge', 'nowhere.json'] },
  { what: 'versions in the wrong order', args: ['verify', '--from', '2', '--to', '1'] },
  { what: 'an unknown commit', args: ['lint', '--changed-since', 'nowhere'] },
  { what: 'a missing file of client data', args: ['start', '--client-data', 'nowhere.sql'] },
  {
    what: 'client data for a missing table',
    args: ['start'],
    files: { ...ONE_PAIR, 'migrations/999999_client_data.up.sql': 'INSERT INTO b VALUES (1);' },
  },
  { what: 'a missing prelude', args: ['start', '--prelude', 'nowhere.sql'] },
  // Lint.
  { what: 'an unknown rule', args: ['lint', '--rule', 'no-such-rule'] },
  { what: 'an unknown rule to explain', args: ['lint', '--explain', 'no-such-rule'] },
  { what: 'an unknown preset', args: ['lint', '--preset', 'all'] },
  { what: 'an unknown form of a report', args: ['lint', '--format', 'xml'] },
  {
    what: 'a baseline that is no JSON',
    args: ['check', '--baseline', 'baseline.json'],
    files: { ...ONE_PAIR, 'baseline.json': 'none' },
  },
  // Databases by URL.
  { what: 'a server that does not answer', args: ['migrate', 'up', '--database-url', NO_SERVER] },
  { what: 'an unknown value in a URL', args: ['migrate', 'status', '--database-url', `${NO_SERVER}?sslmode=maybe`] },
  { what: 'a URL with an incomplete escape', args: ['start', '--server', `${NO_SERVER}%zz`] },
  { what: 'a URL in the wrong place', args: ['migrate', 'up', NO_SERVER] },
  { what: 'no database to migrate', args: ['migrate', 'status'] },
  { what: 'a number of steps that is none', args: ['migrate', 'up', 'all'] },
  { what: 'goto without a version', args: ['migrate', 'goto'] },
  { what: 'force with a word', args: ['migrate', 'force', 'clean', '--database-url', NO_SERVER] },
  { what: 'a name of a migration with a path', args: ['migrate', 'create', '../x'] },
  // Rows.
  { what: 'a negative number of sites', args: ['seed', '--sites', '-5'] },
  { what: 'a day that does not exist', args: ['seed', '--from', '2024-02-30'] },
  { what: 'a span that ends before it begins', args: ['seed', '--from', '2025-01-01', '--to', '2024-01-01'] },
  { what: 'an unknown dataset', args: ['seed', '--datasets', 'electricty'] },
  { what: 'no site', args: ['seed', '--sites', '0'] },
  { what: 'more clients than sites', args: ['seed', '--clients', '5', '--sites', '2'] },
  { what: 'a table for a dataset', args: ['seed', '--datasets', 'client_meters.gas_meters'] },
  { what: 'a table with rows of several datasets', args: ['seed', '--datasets', 'electricity_meters'] },
  { what: 'a page as JSON', args: ['seed', '--preview', 'world.html', '--json'] },
  { what: 'an unknown format of files', args: ['seed', '--export', 'world', '--format', 'xlsx'] },
  { what: 'a format without files', args: ['seed', '--format', 'csv'] },
  {
    what: 'a layout without meter files',
    args: ['seed', '--export', 'world', '--format', 'csv', '--layout', 'square'],
  },
  {
    what: 'an unknown layout',
    args: ['seed', '--export', 'world', '--format', 'meter-files', '--layout', 'square,workbok'],
  },
  {
    what: 'a layout that no meter has',
    args: ['seed', '--export', 'world', '--format', 'meter-files', '--layout', 'workbook', '--datasets', 'electricity'],
  },
  {
    what: 'meter files of what no meter measures',
    args: ['seed', '--export', 'world', '--format', 'meter-files', '--datasets', 'weather'],
  },
  {
    what: 'meter files by several threads',
    args: ['seed', '--export', 'world', '--format', 'meter-files', '--workers', '2'],
  },
  {
    what: 'meter files of custom datasets',
    args: ['seed', '--export', 'world', '--format', 'meter-files', '--dataset-file', 'own.json'],
  },
  { what: 'an option without effect', args: ['seed', '--preview', 'world.html', '--noise', 'realistic'] },
  { what: 'two names of a database', args: ['seed', '--name', 'a', '--database-url', NO_SERVER] },
  { what: 'a dry run and a check', args: ['seed', '--dry-run', '--check'] },
  { what: 'a dry run of any schema', args: ['seed', '--dry-run', '--generic'] },
  { what: 'a dry run for a database', args: ['seed', '--dry-run', '--database-url', NO_SERVER] },
  { what: 'files in a folder that is not empty', args: ['seed', '--export', 'migrations', '--format', 'csv'] },
  {
    what: 'files in a place that is a file',
    args: ['seed', '--export', 'migrations/1_a.up.sql', '--format', 'csv'],
    files: ONE_PAIR,
  },
  { what: 'files and a database', args: ['seed', '--export', 'world', '--database-url', NO_SERVER] },
  { what: 'a shard of no environment', args: ['seed', '--shard', 'env'] },
  { what: 'a shard without their number', args: ['seed', '--shard', 'env'], env: { JOB_COMPLETION_INDEX: '3' } },
  {
    what: 'a shard of an environment beyond the last',
    args: ['seed', '--shard', 'env'],
    env: { CI_NODE_INDEX: '9', CI_NODE_TOTAL: '8' },
  },
  {
    what: 'a shard of an environment that is not a number',
    args: ['seed', '--shard', 'env/8'],
    env: { JOB_COMPLETION_INDEX: 'first' },
  },
  { what: 'a shard beyond the last', args: ['seed', '--shard', '9/8'] },
  { what: 'options of a world for any schema', args: ['seed', '--generic', '--sites', '3'] },
  {
    what: 'a custom dataset that is no module',
    args: ['seed', '--dataset-file', 'own.json'],
    files: { ...ONE_PAIR, 'own.json': '{' },
  },
  { what: 'a seed without a database', args: ['seed', '--name', 'nowhere'] },
  // Snapshots and images.
  { what: 'a snapshot of no server', args: ['snapshot', 'save', 'before', '--name', 'nowhere'] },
  { what: 'a snapshot without a name or file', args: ['snapshot', 'save', '--name', 'nowhere'] },
  { what: 'a tag in upper case', args: ['image', 'build', '--tag', 'Mine'] },
];

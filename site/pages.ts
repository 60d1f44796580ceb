/** The pages by what a reader wants to do; `README.md` of a folder is its first page. */
export const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'Get started': ['README.md', 'docs/README.md', 'docs/configuration.md', 'docs/servers.md'],
  'Check migrations': [
    'docs/verification.md',
    'docs/linting.md',
    'docs/lint.md',
    'docs/locks.md',
    'docs/other-linters.md',
    'docs/advice.md',
    'docs/ci.md',
    'docs/report.md',
    'docs/ui.md',
  ],
  'Test with a database': ['docs/testing.md', 'docs/extensions.md', 'docs/snapshots.md', 'examples/README.md'],
  Rows: ['docs/seeding.md', 'docs/synthetic-data.md', 'docs/client-data.md'],
  'Compare and deploy': ['docs/comparing.md', 'docs/production.md', 'docs/docker.md'],
  'Look up': ['docs/errors.md', 'docs/releases.md', 'bench/README.md', 'CHANGELOG.md'],
  Contribute: ['docs/architecture.md', 'CONTRIBUTING.md'],
};

/** Folders whose Markdown is about the inside of the project. */
export const WITHOUT_PAGES = ['test/**', 'python/**', 'findings/**', 'fixtures/**', 'site/**'];

/** The path of a page in the site. */
export function sitePath(page: string): string {
  return page.replace(/(^|\/)README\.md$/, '$1index.md');
}

/** The id that GitHub gives a heading, so that links to it lead to the same place there and here. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}

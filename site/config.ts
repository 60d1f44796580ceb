import { cpSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { defineConfig, type DefaultTheme } from 'vitepress';

import { GROUPS, WITHOUT_PAGES, anchorOf, sitePath } from './pages.ts';
import { withRepositoryText } from './repository-text.ts';

/** Set by build.ts: where the texts are, which version they are, and all versions of the site, newest first. */
const {
  SITE_SOURCE: source = fileURLToPath(new URL('..', import.meta.url)),
  SITE_BASE: base = '/',
  SITE_VERSION: version = 'next',
  SITE_VERSIONS: versions = version,
} = process.env;

/** Texts that can still be corrected, unlike those of a release. */
const isNext = version === 'next';

/** Files that are no pages, to which pages link. */
const linked = new Set<string>();

export default defineConfig({
  title: 'elementaldb',
  description: 'Throw-away PostgreSQL with your migrations applied, and proof that the migrations are right.',
  base: `${base}${version}/`,
  srcDir: source,
  srcExclude: WITHOUT_PAGES,
  outDir: fileURLToPath(new URL(`dist/${version}`, import.meta.url)),
  cacheDir: fileURLToPath(new URL('../node_modules/.cache/site', import.meta.url)),
  rewrites: sitePath,
  ignoreDeadLinks: !isNext,
  markdown: {
    anchor: { slugify: anchorOf },
    config: (markdown) => withRepositoryText(markdown, { root: source, linked, mayBeDead: !isNext }),
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    // The base of this version would be put before the link; a link with a target leaves the application.
    nav: [
      {
        text: version,
        items: versions.split(',').map((each) => ({ text: each, link: `/../${each}/`, target: '_self' })),
      },
    ],
    sidebar: sidebar(),
  },
  buildEnd({ outDir }) {
    for (const file of linked) {
      cpSync(join(source, file), join(outDir, file));
    }
  },
});

/** @throws Error if a page of docs/ is in no group */
function sidebar(): DefaultTheme.SidebarItem[] {
  const grouped = new Set(Object.values(GROUPS).flat());
  const missing = readdirSync(join(source, 'docs')).filter(
    (file) => file.endsWith('.md') && !grouped.has(`docs/${file}`),
  );
  if (isNext && missing.length > 0) {
    throw new Error(`${missing.join(', ')} of docs/ cannot be found in the site. Add it to a group in site/pages.ts.`);
  }
  return Object.entries(GROUPS).map(([text, pages]) => ({
    text,
    items: pages
      .filter((page) => existsSync(join(source, page)))
      .map((page) => ({ text: titleOf(page), link: `/${sitePath(page)}` })),
  }));
}

function titleOf(page: string): string {
  return /^# (.+)$/m.exec(readFileSync(join(source, page), 'utf8'))?.[1] ?? page;
}

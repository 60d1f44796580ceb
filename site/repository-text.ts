import { existsSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';

import type { MarkdownRenderer } from 'vitepress';

import { sitePath } from './pages.ts';

interface LinkOptions {
  /** Folder of the repository. */
  root: string;
  /** Gets the paths of linked files that are no pages, from the top of the repository. */
  linked: Set<string>;
  mayBeDead: boolean;
}

/**
 * Lets Markdown work in the site as they do in the repository: a link to a folder leads to its `README.md`, one to a file that is no page to a
 * copy of it. VitePress itself checks links to pages. Code in a line of text is shown as it is.
 *
 * @throws Error for a link to what is not there, unless it may be dead
 */
export function withRepositoryText(markdown: MarkdownRenderer, { root, linked, mayBeDead }: LinkOptions): void {
  markdown.core.ruler.push('repository-text', ({ tokens, env }) => {
    const page: string = env.relativePath;
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type === 'code_inline') {
        // Vue would take {{ }} for an expression.
        token.attrSet('v-pre', '');
      }
      const link = token.type === 'link_open' ? String(token.attrGet('href')) : '';
      if (link === '' || /^(?:#|[a-z]+:)/i.test(link)) {
        continue;
      }
      const [path = '', anchor] = link.split('#');
      const target = posix.join(posix.dirname(page), path);
      const file = join(root, target);
      if (path.endsWith('.md')) {
        token.attrSet('href', anchor === undefined ? sitePath(path) : `${sitePath(path)}#${anchor}`);
      } else if (!existsSync(file)) {
        if (!mayBeDead) {
          throw new Error(`${page}: the link to ${link} leads nowhere. Correct it, or add the file.`);
        }
      } else if (statSync(file).isDirectory()) {
        token.attrSet('href', `${path.replace(/\/$/, '')}/index.md`);
      } else {
        linked.add(target);
        // VitePress leaves a link with a target as it is.
        token.attrSet('target', '_self');
      }
    }
  });
}

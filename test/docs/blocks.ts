import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** A fenced block of a page. */
export interface Block {
  /** Its page, from the top of the repository. */
  page: string;
  /** The heading of the second level above it. */
  heading: string;
  line: number;
  /** Empty for output and drawings. */
  language: string;
  /** The name of a file that the block is the content of. */
  file: string | undefined;
  code: string;
}

/** The pages of docs/ whose blocks are written by hand: lint.md is made from the fixtures of the rules, which their own tests run. */
export const PAGES = readdirSync(join(REPOSITORY, 'docs'))
  .filter((file) => file.endsWith('.md') && file !== 'lint.md')
  .map((file) => `docs/${file}`);

export function blocksOf(page: string): Block[] {
  const text = readFileSync(join(REPOSITORY, page), 'utf8');
  return [...text.matchAll(/^```(\w*) ?(\S*)\n(.*?)^```$/gms)].map((match) => ({
    page,
    heading: /.*^## (.*?)$/ms.exec(text.slice(0, match.index))?.[1] ?? 'top',
    line: text.slice(0, match.index).split('\n').length,
    language: match[1] ?? '',
    file: match[2] === '' ? undefined : match[2],
    code: match[3] ?? '',
  }));
}

/** The blocks of all pages in a language. */
export function blocksIn(language: string): Block[] {
  return PAGES.flatMap(blocksOf).filter((block) => block.language === language);
}

/** How a block is called in tests. */
export function nameOf({ page, line, code }: Block): string {
  return `${page}:${line} ${code.split('\n', 1)[0] ?? ''}`;
}

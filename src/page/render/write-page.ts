import { accessSync, constants, mkdirSync, readdirSync, realpathSync, statSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';

import { EnvironmentError, UsageError, codeOf, messageOf } from '../../support/errors.ts';
import { publishText } from '../../support/publish.ts';
import { pageHtml } from '../html.ts';
import type { PageModel } from '../model.ts';
import { pageMarkdown } from './markdown.ts';

/** The forms of a page that can be written. */
export const PAGE_FORMATS = ['html', 'folder', 'markdown', 'json'] as const;

export type PageFormat = (typeof PAGE_FORMATS)[number];

/** The text of a page in a form that is one file. */
export async function pageText(model: PageModel, format: Exclude<PageFormat, 'folder'>): Promise<string> {
  switch (format) {
    case 'html':
      return pageHtml(model);
    case 'markdown':
      return `${pageMarkdown(model)}\n`;
    case 'json':
      return `${JSON.stringify(model)}\n`;
  }
}

/** The files of a folder. */
const FILES = ['index.html', 'model.json', 'summary.md'] as const;

/**
 * Writes a page to a file, or to a folder with `index.html`, `model.json` and `summary.md`; each file whole or not at all.
 *
 * @returns the file to open
 * @throws UsageError `OUTPUT_EXISTS` for a folder with other files; EnvironmentError `REPORT_UNWRITABLE`
 */
export async function writePage(model: PageModel, format: PageFormat, target: string): Promise<string> {
  if (format !== 'folder') {
    const text = await pageText(model, format);
    writing(target, () => publishText(target, text));
    return target;
  }
  const texts = {
    'index.html': await pageText(model, 'html'),
    'model.json': await pageText(model, 'json'),
    'summary.md': await pageText(model, 'markdown'),
  } satisfies Record<(typeof FILES)[number], string>;
  writing(target, () => {
    mkdirSync(target, { recursive: true });
    for (const name of FILES) {
      publishText(join(target, name), texts[name]);
    }
  });
  return join(target, 'index.html');
}

/**
 * Refuses a target before the work of minutes is done for it.
 *
 * @throws UsageError `OUTPUT_EXISTS`; EnvironmentError `REPORT_UNWRITABLE`
 */
export function requireTarget(format: PageFormat, target: string): void {
  const present = writing(target, () => entryAt(target));
  const isFolder = present?.isDirectory() === true;
  if (format !== 'folder' && isFolder) {
    throw new UsageError(`${target} is a folder`, {
      code: 'OUTPUT_EXISTS',
      hint: 'Name a file with --out, or use --format folder.',
    });
  }
  const others =
    format !== 'folder' || present === undefined
      ? []
      : isFolder
        ? readdirSync(target).filter((name) => !FILES.some((file) => file === name))
        : [target];
  if (others.length > 0) {
    throw new UsageError(isFolder ? `${target} holds other files, such as ${others[0]}` : `${target} is a file`, {
      code: 'OUTPUT_EXISTS',
      hint: 'Name a folder that does not exist, or one that an earlier report made.',
    });
  }
  const isOther = present !== undefined && !isFolder && !present.isFile();
  writing(target, () =>
    isOther
      ? accessSync(target, constants.W_OK)
      : requireWritable(isFolder ? target : dirname(present === undefined ? target : realpathSync(target))),
  );
}

/** Whether files can be made in a folder, or where it would be made. @throws the error of the file system */
function requireWritable(folder: string): void {
  const present = entryAt(folder);
  if (present === undefined) {
    requireWritable(dirname(folder));
  } else if (present.isDirectory()) {
    accessSync(folder, constants.W_OK);
  } else {
    throw new Error(`${folder} is not a folder`);
  }
}

/** What is at a path; undefined if there is nothing, also because a part of the path is a file. */
function entryAt(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) {
      return undefined;
    }
    throw error;
  }
}

function writing<T>(target: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new EnvironmentError(`cannot write the report ${target} (${codeOf(error) ?? messageOf(error)})`, {
      code: 'REPORT_UNWRITABLE',
      hint: 'Name a place with --out that this user may write to.',
      cause: error,
    });
  }
}

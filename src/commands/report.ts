import { collectPage, type PageOptions } from '../page/collect/collect-page.ts';
import type { PageModel } from '../page/model.ts';
import { pageText, requireTarget, writePage, type PageFormat } from '../page/render/write-page.ts';

export interface ReportOptions extends PageOptions {
  format: PageFormat;
  /** Where it is written; `-` to get the text; undefined for the default of the format. */
  out: string | undefined;
  onProgress: (step: string) => void;
}

/** A finished report. */
export interface Report {
  model: PageModel;
  /** The file to open; undefined where a text was asked for. */
  file: string | undefined;
  /** The text, where no file was written; a folder has none. */
  text: string | undefined;
}

/**
 * Collects the page and writes it, or returns its text.
 *
 * @throws the errors of `requireTarget`, `collectPage` and `writePage`
 */
export async function report({ format, out, onProgress, ...options }: ReportOptions): Promise<Report> {
  const target = out === '-' ? undefined : (out ?? DEFAULT_TARGETS[format]);
  if (target !== undefined) {
    requireTarget(format, target);
  }
  const model = await collectPage(options, onProgress);
  if (target !== undefined) {
    onProgress(`Writing ${target}`);
    return { model, file: await writePage(model, format, target), text: undefined };
  }
  return { model, file: undefined, text: format === 'folder' ? undefined : await pageText(model, format) };
}

/** Where forms that are not for reading in a terminal are written. */
const DEFAULT_TARGETS: Readonly<Partial<Record<PageFormat, string>>> = { html: 'report.html', folder: 'report' };

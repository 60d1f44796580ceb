import type { Span } from '../datasets/dataset.ts';
import type { World } from '../world/world.ts';
import { codeOf, EnvironmentError, messageOf } from '../../support/errors.ts';
import { publishText } from '../../support/publish.ts';
import { previewHtml } from './preview-html.ts';

/**
 * Writes the preview of a world to a file, whole or not at all.
 *
 * @param onStep called with each step
 * @throws EnvironmentError `PREVIEW_UNWRITABLE`
 */
export async function writePreview(
  file: string,
  world: World,
  span: Span,
  onStep?: (text: string) => void,
): Promise<void> {
  const html = await previewHtml(world, span, onStep);
  try {
    publishText(file, html);
  } catch (error) {
    throw new EnvironmentError(`cannot write the preview ${file} (${codeOf(error) ?? messageOf(error)})`, {
      code: 'PREVIEW_UNWRITABLE',
      hint: 'Name a file in a folder that this user may write to.',
      cause: error,
    });
  }
}

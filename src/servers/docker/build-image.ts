import { EnvironmentError, messageOf } from '../../support/errors.ts';
import { isObject } from '../../support/json.ts';
import type { Engine } from './engine.ts';

export interface ImageToBuild {
  /** A folder with a Dockerfile and the files that it copies. */
  context: string;
  tag: string;
  labels: Readonly<Record<string, string>>;
}

/**
 * Builds an image. Returns its size in bytes.
 *
 * @throws EnvironmentError `IMAGE_NOT_BUILT`
 */
export async function buildImage(engine: Engine, { context, tag, labels }: ImageToBuild): Promise<number> {
  try {
    const stream = await engine.api.buildImage(
      { context, src: ['.'] },
      { t: tag, labels: { ...labels }, forcerm: true },
    );
    const lines = await new Promise<unknown[]>((resolve, reject) => {
      engine.api.modem.followProgress(stream, (error, output) => (error === null ? resolve(output) : reject(error)));
    });
    const failed = lines.find((line) => isObject(line) && 'error' in line);
    if (isObject(failed)) {
      throw new Error(String(failed['error']));
    }
    return (await engine.api.getImage(tag).inspect()).Size;
  } catch (error) {
    throw new EnvironmentError(`cannot build the image ${tag}: ${messageOf(error)}`, {
      code: 'IMAGE_NOT_BUILT',
      hint: "Check the engine's free space: docker system df.",
      cause: error,
    });
  }
}

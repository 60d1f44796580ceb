import { EnvironmentError, messageOf } from '../../support/errors.ts';
import { isObject } from '../../support/json.ts';
import type { Engine } from './engine.ts';

export interface ImageToBuild {
  /** A folder with a Dockerfile and what it copies. */
  context: string;
  tag: string;
  labels: Readonly<Record<string, string>>;
}

/**
 * Has the engine build an image. Returns its size in bytes.
 *
 * @throws EnvironmentError `IMAGE_NOT_BUILT`
 */
export async function buildImage(engine: Engine, { context, tag, labels }: ImageToBuild): Promise<number> {
  try {
    const said = await engine.api.buildImage({ context, src: ['.'] }, { t: tag, labels: { ...labels }, forcerm: true });
    const lines = await new Promise<unknown[]>((resolve, reject) => {
      engine.api.modem.followProgress(said, (error, output) => (error === null ? resolve(output) : reject(error)));
    });
    const fault = lines.find((line) => isObject(line) && 'error' in line);
    if (isObject(fault)) {
      throw new Error(String(fault['error']));
    }
    return (await engine.api.getImage(tag).inspect()).Size;
  } catch (error) {
    throw new EnvironmentError(`the image ${tag} cannot be built: ${messageOf(error)}`, {
      code: 'IMAGE_NOT_BUILT',
      hint: 'See that the engine has room: docker system df.',
      cause: error,
    });
  }
}

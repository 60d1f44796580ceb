import { EnvironmentError, codeOf, messageOf } from '../../support/errors.ts';
import { statusOf } from './containers.ts';
import type { Engine } from './engine.ts';

/** The folder of our own files in an image with a migrated database. */
export const FOLDER_IN_IMAGE = '/usr/local/share/elementaldb';

/** An image on the engine. */
export interface Image {
  /** The requested name. */
  name: string;
  /** Identifies the content. */
  id: string;
  /** The command prefix of a container that runs PostgreSQL as the base image does. */
  entrypoint: string[];
  /** Whether `image build` has built it. */
  isMigrated: boolean;
}

/** How the user names the image, for advice. */
export type ImageFlag = '--image' | '--base';

/**
 * Finds an image, or pulls it.
 *
 * @throws EnvironmentError `IMAGE_NOT_FOUND`, `IMAGE_REFUSED`, `IMAGE_NOT_PULLED`, `BAD_IMAGE`
 */
export async function requireImage(
  engine: Engine,
  name: string,
  onProgress: (step: string) => void = () => undefined,
  flag: ImageFlag = '--image',
): Promise<Image> {
  const present = await inspect(engine, name);
  if (present !== undefined) {
    return present;
  }
  onProgress(`Pulling ${name}`);
  try {
    await engine.pull(name);
  } catch (error) {
    throw explain(name, error, flag);
  }
  const pulled = await inspect(engine, name);
  if (pulled === undefined) {
    // Testcontainers does not report errors after the first layers.
    throw notPulled(name, 'the pull did not complete', undefined, flag);
  }
  return pulled;
}

async function inspect(engine: Engine, name: string): Promise<Image | undefined> {
  let known: string;
  try {
    known = engine.imageName(name);
  } catch (error) {
    throw badName(name, error);
  }
  try {
    const { Id, Config } = await engine.api.getImage(known).inspect();
    const given = Config.Entrypoint;
    const entrypoint = typeof given === 'string' ? [given] : (given ?? []);
    // Ours is put before that of the base image, and would start a database of its own.
    const isMigrated = entrypoint[1] === `${FOLDER_IN_IMAGE}/entrypoint.sh`;
    return { name, id: Id, entrypoint: isMigrated ? entrypoint.slice(2) : entrypoint, isMigrated };
  } catch (error) {
    if (statusOf(error) === 400 || codeOf(error) === 'ERR_UNESCAPED_CHARACTERS') {
      throw badName(name, error);
    }
    if (statusOf(error) !== 404) {
      throw error;
    }
    return undefined;
  }
}

/** The engine uses the same status for several causes, so the message decides. */
function explain(name: string, error: unknown, flag: ImageFlag): EnvironmentError {
  const details = messageOf(error);
  if (/unauthorized|denied|no basic auth/i.test(details)) {
    return new EnvironmentError(`no access to the image ${name}: ${details}`, {
      code: 'IMAGE_REFUSED',
      hint: `Correct the name (${flag}), or log in to a private registry: docker login.`,
      cause: error,
    });
  }
  if (/manifest unknown|name unknown|not found/i.test(details)) {
    return new EnvironmentError(`image not found: ${name}: ${details}`, {
      code: 'IMAGE_NOT_FOUND',
      hint: `Correct the name or tag (${flag}).`,
      cause: error,
    });
  }
  return notPulled(name, details, error, flag);
}

function notPulled(name: string, why: string, cause: unknown, flag: ImageFlag): EnvironmentError {
  return new EnvironmentError(`cannot pull the image ${name}: ${why}`, {
    code: 'IMAGE_NOT_PULLED',
    hint: `Run "docker pull ${name}" for details. Without a registry, use a local image with ${flag}.`,
    cause,
  });
}

function badName(name: string, cause: unknown): EnvironmentError {
  return new EnvironmentError(`invalid image name: ${JSON.stringify(name)}: ${messageOf(cause)}`, {
    code: 'BAD_IMAGE',
    hint: 'Use the form postgres:18 or registry.example/team/postgres:18.',
    cause,
  });
}

import { EnvironmentError, codeOf, messageOf } from '../../support/errors.ts';
import { statusOf } from './containers.ts';
import type { Engine } from './engine.ts';

/** An image on the engine. */
export interface Image {
  /** The requested name. */
  name: string;
  /** Identifies the content. */
  id: string;
  /** The command prefix of a container. */
  entrypoint: string[];
}

/**
 * Finds an image, or pulls it.
 *
 * @throws EnvironmentError `IMAGE_NOT_FOUND`, `IMAGE_REFUSED`, `IMAGE_NOT_PULLED`, `BAD_IMAGE`
 */
export async function requireImage(
  engine: Engine,
  name: string,
  onProgress: (step: string) => void = () => undefined,
): Promise<Image> {
  const present = await inspect(engine, name);
  if (present !== undefined) {
    return present;
  }
  onProgress(`Pulling ${name}`);
  try {
    await engine.pull(name);
  } catch (error) {
    throw explain(name, error);
  }
  const pulled = await inspect(engine, name);
  if (pulled === undefined) {
    // Testcontainers does not report errors after the first layers.
    throw notPulled(name, 'the pull did not complete', undefined);
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
    const { Entrypoint } = Config;
    return { name, id: Id, entrypoint: typeof Entrypoint === 'string' ? [Entrypoint] : (Entrypoint ?? []) };
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
function explain(name: string, error: unknown): EnvironmentError {
  const details = messageOf(error);
  if (/unauthorized|denied|no basic auth/i.test(details)) {
    return new EnvironmentError(`no access to the image ${name}: ${details}`, {
      code: 'IMAGE_REFUSED',
      hint: 'Correct the name (--image), or log in to a private registry: docker login.',
      cause: error,
    });
  }
  if (/manifest unknown|name unknown|not found/i.test(details)) {
    return new EnvironmentError(`image not found: ${name}: ${details}`, {
      code: 'IMAGE_NOT_FOUND',
      hint: 'Correct the name or tag (--image).',
      cause: error,
    });
  }
  return notPulled(name, details, error);
}

function notPulled(name: string, why: string, cause: unknown): EnvironmentError {
  return new EnvironmentError(`cannot pull the image ${name}: ${why}`, {
    code: 'IMAGE_NOT_PULLED',
    hint: `Run "docker pull ${name}" for details. Without a registry, use a local image with --image.`,
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

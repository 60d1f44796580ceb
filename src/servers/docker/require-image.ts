import { EnvironmentError, codeOf, messageOf } from '../../support/errors.ts';
import { statusOf } from './containers.ts';
import type { Engine } from './engine.ts';

/** An image that is there. */
export interface Image {
  /** As it was asked for. */
  name: string;
  /** Stands for its content. */
  id: string;
  /** What runs when a container starts; its own command, or the one given, follows. */
  entrypoint: string[];
}

/**
 * Looks an image up and pulls it if it is not there.
 *
 * @throws EnvironmentError `IMAGE_NOT_FOUND`, `IMAGE_REFUSED`, `IMAGE_NOT_PULLED`, `BAD_IMAGE`
 */
export async function requireImage(
  engine: Engine,
  name: string,
  onProgress: (step: string) => void = () => undefined,
): Promise<Image> {
  const there = await inspect(engine, name);
  if (there !== undefined) {
    return there;
  }
  onProgress(`Pulling ${name}`);
  try {
    await engine.pull(name);
  } catch (error) {
    throw explain(name, error);
  }
  const pulled = await inspect(engine, name);
  if (pulled === undefined) {
    // Testcontainers does not tell what goes wrong once the layers have begun to come in.
    throw notPulled(name, 'it is not there after the pull', undefined);
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

/** The engine gives several causes one status; its words are all there is to tell them by. */
function explain(name: string, error: unknown): EnvironmentError {
  const said = messageOf(error);
  if (/unauthorized|denied|no basic auth/i.test(said)) {
    return new EnvironmentError(`the image ${name} is not given out: ${said}`, {
      code: 'IMAGE_REFUSED',
      hint: 'Correct its name (--image), or log in to its registry if it is private: docker login.',
      cause: error,
    });
  }
  if (/manifest unknown|name unknown|not found/i.test(said)) {
    return new EnvironmentError(`there is no image ${name}: ${said}`, {
      code: 'IMAGE_NOT_FOUND',
      hint: 'Correct its name or tag (--image).',
      cause: error,
    });
  }
  return notPulled(name, said, error);
}

function notPulled(name: string, why: string, cause: unknown): EnvironmentError {
  return new EnvironmentError(`the image ${name} cannot be pulled: ${why}`, {
    code: 'IMAGE_NOT_PULLED',
    hint: `Try "docker pull ${name}", which tells more; where no registry can be reached, name an image that is there with --image.`,
    cause,
  });
}

function badName(name: string, cause: unknown): EnvironmentError {
  return new EnvironmentError(`${JSON.stringify(name)} is no name of an image: ${messageOf(cause)}`, {
    code: 'BAD_IMAGE',
    hint: 'Write it as docker does: postgres:18, or registry.example/team/postgres:18.',
    cause,
  });
}

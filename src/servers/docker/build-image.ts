import * as v from 'valibot';

import { EnvironmentError, messageOf } from '../../support/errors.ts';
import { askEngine } from './ask-engine.ts';
import { engineLoss, removeContainer, statusOf, trackContainer } from './containers.ts';
import type { Engine } from './engine.ts';

/** The label of our images whose value identifies everything that they are made from. Images made from ours inherit it. */
const INPUTS_LABEL = 'elementaldb.inputs';

/** The comment of our images, which is not inherited. */
const COMMENT = 'elementaldb image build';

export interface ImageToBuild {
  /** The base image. */
  from: string;
  /** The container that holds the files. */
  source: string;
  /** A folder of that container, which gets the same place in the image. */
  folder: string;
  /** Instructions of a Dockerfile that change the configuration of the base image. */
  instructions: readonly string[];
  tag: string;
  /** Identifies everything that the image is made from. */
  inputs: string;
  /** The name of the container that is made on the way; it is removed. */
  scratch: string;
}

/**
 * Builds an image: the base image with one layer. Returns its size in bytes. It is no build of a Dockerfile, which would leave its steps as images without a
 * name when it is interrupted.
 *
 * @throws EnvironmentError `IMAGE_NOT_BUILT`
 */
export async function buildImage(engine: Engine, options: ImageToBuild): Promise<number> {
  const { from, source, folder, instructions, tag, inputs, scratch } = options;
  const { api } = engine;
  try {
    const before = await idOf(engine, tag);
    const files = await api.getContainer(source).getArchive({ path: folder });
    const creating = api.createContainer({ name: scratch, Image: from });
    trackContainer(engine, scratch, creating);
    try {
      const container = await creating;
      await container.putArchive(files, { path: folder.slice(0, folder.lastIndexOf('/')) });
      const changes = [...instructions, label(INPUTS_LABEL, inputs)].join('\n');
      await container.commit({ ...splitTag(tag), comment: COMMENT, changes });
    } finally {
      await removeContainer(engine, scratch);
    }
    await removeIfUntagged(engine, before);
    return (await api.getImage(tag).inspect()).Size;
  } catch (error) {
    throw (
      (await engineLoss(engine, error)) ??
      new EnvironmentError(`cannot build the image ${tag}: ${messageOf(error)}`, {
        code: 'IMAGE_NOT_BUILT',
        hint: "Check the engine's free space: docker system df.",
        cause: error,
      })
    );
  }
}

const INSPECTED = v.object({
  Id: v.string(),
  Size: v.number(),
  Comment: v.optional(v.string()),
  Config: v.object({ Labels: v.nullish(v.record(v.string(), v.string())) }),
});

/**
 * The size of the image with this tag if it is ours and has been built on `base` as it is now from the same inputs. Takes
 * milliseconds; undefined also where that cannot be told so quickly.
 *
 * @param inputsOn the inputs for the id of the base image
 */
export async function unchangedSize(
  tag: string,
  base: string,
  inputsOn: (id: string) => string,
): Promise<number | undefined> {
  const [built, from] = await Promise.all([inspect(tag), inspect(base)]);
  const isSame = from !== undefined && built?.Config.Labels?.[INPUTS_LABEL] === inputsOn(from.Id);
  return isSame && built.Comment === COMMENT ? built.Size : undefined;
}

async function inspect(image: string): Promise<v.InferOutput<typeof INSPECTED> | undefined> {
  const { success, output } = v.safeParse(INSPECTED, await askEngine(`/images/${image}/json`));
  return success ? output : undefined;
}

/** Gives an image of ours that was made from the same inputs this tag. Returns its size; undefined without such an image. */
export async function reuseImage(engine: Engine, inputs: string, tag: string): Promise<number | undefined> {
  const { api } = engine;
  const labelled = await api.listImages({ filters: { label: [`${INPUTS_LABEL}=${inputs}`] } });
  for (const { Id, RepoTags, Size } of labelled) {
    if (await isOurs(engine, Id)) {
      if (RepoTags?.includes(tag) !== true) {
        const before = await idOf(engine, tag);
        await api.getImage(Id).tag(splitTag(tag));
        await removeIfUntagged(engine, before);
      }
      return Size;
    }
  }
  return undefined;
}

async function idOf({ api }: Engine, tag: string): Promise<string | undefined> {
  try {
    return (await api.getImage(tag).inspect()).Id;
  } catch (error) {
    if (statusOf(error) === 404) {
      return undefined;
    }
    throw error;
  }
}

async function isOurs({ api }: Engine, id: string): Promise<boolean> {
  return (await api.getImage(id).inspect()).Comment === COMMENT;
}

/** Removes an image of ours that has lost its last tag to a newer one, unless a container uses it. */
async function removeIfUntagged(engine: Engine, id: string | undefined): Promise<void> {
  if (id === undefined || !(await isOurs(engine, id))) {
    return;
  }
  const image = engine.api.getImage(id);
  if (((await image.inspect()).RepoTags ?? []).length === 0) {
    await image.remove().catch(() => undefined);
  }
}

/** https://docs.docker.com/reference/dockerfile/#label */
export function label(name: string, value: string): string {
  return `LABEL ${name}=${quoted(value)}`;
}

/** https://docs.docker.com/reference/dockerfile/#environment-replacement */
export function quoted(value: string): string {
  return `"${value.replaceAll(/[\\"$]/g, String.raw`\$&`)}"`;
}

function splitTag(name: string): { repo: string; tag: string } {
  const at = name.lastIndexOf(':');
  return at > name.lastIndexOf('/')
    ? { repo: name.slice(0, at), tag: name.slice(at + 1) }
    : { repo: name, tag: 'latest' };
}

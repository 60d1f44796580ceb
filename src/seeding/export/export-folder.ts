import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { UsageError, codeOf } from '../../support/errors.ts';
import { guardPath } from '../../support/guard-path.ts';
import { isObject } from '../../support/json.ts';
import { livenessOf, ownIdentity } from '../../support/process-identity.ts';
import { builderOf, linkExclusively, publishText, temporaryName } from '../../support/publish.ts';
import type { Shard } from '../../support/shard.ts';
import { makeFolder, unusable } from './make-folder.ts';

/** A folder that gets its files when all of them are complete. */
export interface ExportFolder {
  /** Where the files are written until then. */
  readonly building: string;
  /** Gives the files their places, and writes the list of what is there last. */
  publish(contents: object): void;
  /** Removes what is not published. */
  close(): void;
}

/** In a folder of which an export is unfinished, or which has shards: what it is, and who began it. */
const CLAIM = '.export.json';

/** In a folder of unfinished files: the process that writes them. */
const OWNER = 'owner.json';

const HINT = 'Choose a new folder, or remove what is in this one.';

/**
 * Opens a folder for an export: a new or empty one; for a shard also one with other shards of the same export. However this
 * process ends before `publish`, no file is left, or the next export removes what is.
 *
 * @param description what all shards of the export have in common
 * @returns the list that `publish` wrote, if the same export or shard is there already
 * @throws UsageError `FOLDER_NOT_EMPTY`, `NOT_A_FOLDER`; EnvironmentError `FOLDER_UNUSABLE`
 */
export function openExportFolder(path: string, shard: Shard, description: object): ExportFolder | { written: object } {
  const folder = resolve(path);
  const isShard = shard.of > 1;
  const own = isShard ? `-${shard.number}-of-${shard.of}` : '';
  const list = join(folder, `export${own}.json`);
  const isNew = makeFolder(folder, path);
  const written = listIn(list, description);
  if (written !== undefined) {
    return { written };
  }
  removeAbandoned(folder, own);
  const key = JSON.stringify({ ...description, shards: shard.of });
  const isOurs = claim(folder, path, isShard, key);
  const building = temporaryName(join(folder, `.files${own}`));
  // Nobody else writes into a folder that one export has claimed as a whole.
  const guarded = isNew && isOurs && !isShard ? folder : building;
  const release = guardPath(guarded);
  let isPublished = false;
  let placed: readonly string[] = [];
  const opened: ExportFolder = {
    building,
    publish(contents) {
      rmSync(join(building, OWNER));
      if (!isShard) {
        placed = readdirSync(building);
        publishText(join(folder, CLAIM), claimText(key, placed));
      }
      moveFiles(building, folder);
      publishText(list, `${JSON.stringify({ ...description, shard, ...contents }, null, 2)}\n`);
      isPublished = true;
      release();
    },
    close() {
      rmSync(building, { recursive: true, force: true });
      if (!isPublished) {
        removeAll(folder, placed);
      }
      if (isPublished ? !isShard : isOurs && isUnused(folder)) {
        rmSync(join(folder, CLAIM), { force: true });
      }
      if (isNew && !isPublished) {
        removeEmpty(folder);
      }
      release();
    },
  };
  try {
    mkdirSync(building);
    writeFileSync(join(building, OWNER), JSON.stringify(ownIdentity()));
    return opened;
  } catch (error) {
    opened.close();
    throw unusable(path, error);
  }
}

/** The list of the same export, if it was written. */
function listIn(list: string, description: object): object | undefined {
  if (!existsSync(list)) {
    return undefined;
  }
  const found = readObject(list);
  const isSame = Object.entries(description).every(
    ([name, value]) => JSON.stringify(found?.[name]) === JSON.stringify(value),
  );
  if (found === undefined || !isSame) {
    throw notEmpty(`${dirname(list)} has another export`);
  }
  return found;
}

/**
 * Says what the folder is for, so that of two exports at the same moment only one goes on, unless they are shards of one.
 *
 * @returns whether this process was the first
 */
function claim(folder: string, path: string, isShard: boolean, description: string): boolean {
  const file = join(folder, CLAIM);
  // Other shards may be about to claim it, or to write.
  const expected = isShard ? ['.files', CLAIM] : [CLAIM];
  const isFree = readdirSync(folder).every(
    (name) => builderOf(name) !== undefined && expected.some((start) => name.startsWith(start)),
  );
  if (isFree) {
    const next = temporaryName(file);
    try {
      writeFileSync(next, claimText(description, []));
      linkExclusively(next, file);
      return true;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') {
        throw unusable(path, error);
      }
    } finally {
      rmSync(next, { force: true });
    }
  }
  const claimed = isShard ? readObject(file) : undefined;
  if (claimed === undefined) {
    const isWritten = livenessOfOwner(readObject(file)?.['owner']) === 'alive';
    throw notEmpty(isWritten ? `another export is writing into ${path}` : `${path} is not empty`);
  }
  if (claimed['description'] !== description) {
    throw notEmpty(`${path} has shards of another export`);
  }
  return false;
}

/** @param placed names that the export gives to what it puts into the folder; those of shards are not removed again */
function claimText(description: string, placed: readonly string[]): string {
  return JSON.stringify({ description, placed, owner: ownIdentity() });
}

/**
 * Removes what processes have left that ended before they published: unfinished files, and what one had put into a folder
 * that it had claimed as a whole, but nothing else that is there. A shard also removes unfinished files of its own number whose process was elsewhere.
 */
function removeAbandoned(folder: string, own: string): void {
  for (const name of readdirSync(folder)) {
    const owner = builderOf(name) === undefined ? undefined : livenessIn(join(folder, name, OWNER));
    const isOwn = own !== '' && name.startsWith(`.files${own}.`);
    if (owner === 'dead' || (isOwn && owner === 'unknown')) {
      rmSync(join(folder, name), { recursive: true, force: true });
    }
  }
  const claimed = readObject(join(folder, CLAIM));
  if (claimed === undefined || livenessOfOwner(claimed['owner']) !== 'dead') {
    return;
  }
  const placed: unknown = claimed['placed'];
  if (Array.isArray(placed)) {
    // The folder was empty when it was claimed.
    removeAll(folder, placed.map(String));
  }
  if (isUnused(folder)) {
    rmSync(join(folder, CLAIM), { force: true });
  }
}

function removeAll(folder: string, names: readonly string[]): void {
  for (const name of names) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Whether a folder has nothing but a claim. */
function isUnused(folder: string): boolean {
  return readdirSync(folder).every((name) => name === CLAIM);
}

/** Moves files to the same places below another folder. Files of the same name have the same rows. */
function moveFiles(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory() && existsSync(target)) {
      moveFiles(source, target);
    } else {
      moveEntry(source, target);
    }
  }
}

function moveEntry(source: string, target: string): void {
  try {
    renameSync(source, target);
  } catch (error) {
    // Another shard has made the folder in the meantime.
    if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '')) {
      throw error;
    }
    moveFiles(source, target);
  }
}

/** Another process may write into it by now. */
function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'ENOENT', 'EEXIST'].includes(codeOf(error) ?? '')) {
      throw error;
    }
  }
}

function notEmpty(message: string): UsageError {
  return new UsageError(message, { code: 'FOLDER_NOT_EMPTY', hint: HINT });
}

/** Whether the process of unfinished files lives; undefined while they are being made, or moved. */
function livenessIn(file: string): ReturnType<typeof livenessOf> | undefined {
  const owner = readObject(file);
  return owner && livenessOfOwner(owner);
}

function livenessOfOwner(owner: unknown): ReturnType<typeof livenessOf> | undefined {
  return isObject(owner)
    ? livenessOf({
        pid: Number(owner['pid']),
        startedAt: String(owner['startedAt']),
        place: String(owner['place']),
      })
    : undefined;
}

function readObject(file: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

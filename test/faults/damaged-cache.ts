import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { CONTENT_PROGRAM } from './commands.ts';
import { makePlace } from './place.ts';
import { newRow, remark, type FaultRow } from './table.ts';

type Damage = (path: string, random: () => number) => void;

const DAMAGES: Readonly<Record<string, Damage>> = {
  cut: (path, random) => truncateSync(path, Math.floor(random() * readFileSync(path).length)),
  'cut, with the name of its size': (path, random) => {
    const bytes = Math.floor(random() * readFileSync(path).length);
    truncateSync(path, bytes);
    renameSync(path, path.replace(/\.\d+\.tar$/, `.${bytes}.tar`));
  },
  'a byte changed': (path, random) => {
    const content = readFileSync(path);
    const at = Math.floor(random() * content.length);
    content[at] = (content[at] ?? 0) ^ 0xff;
    writeFileSync(path, content);
  },
  'a block of zeros': (path, random) => {
    const content = readFileSync(path);
    const at = Math.floor(random() * content.length);
    content.fill(0, at, at + 8_192);
    writeFileSync(path, content);
  },
  'a block written twice': (path, random) => {
    const content = readFileSync(path);
    const at = Math.floor((random() * (content.length - 16_384)) / 512) * 512;
    content.copyWithin(at, at + 8_192, at + 16_384);
    writeFileSync(path, content);
  },
};

/** Damages the entries of a cache. The next use must give the right rows, from the entry or from a new one. */
export async function tryDamagedCaches(tries: number, random: () => number): Promise<FaultRow> {
  const row = newRow('damaged cache', 'exec');
  const place = makePlace();
  try {
    writeFileSync(join(place.project, 'content.mjs'), CONTENT_PROGRAM);
    const use = (): ReturnType<typeof place.run> => place.run(['exec', '--', process.execPath, 'content.mjs']);
    const first = await use();
    const right = contentIn(first.output);
    if (right === undefined) {
      throw new Error(`exec fails without a fault: ${first.output}`);
    }
    const [data, sound] = [join(place.cache, 'data'), join(place.root, 'sound')];
    mkdirSync(sound);
    copyAll(data, sound);
    const damages = Object.entries(DAMAGES);
    for (let n = 0; n < tries; n += 1) {
      rmSync(data, { recursive: true });
      mkdirSync(data);
      copyAll(sound, data);
      const [name, damage] = damages[n % damages.length] ?? ['', () => undefined];
      // The largest is the state with the migrations.
      const entry = readdirSync(data).toSorted((a, b) => Number(b.split('.')[1]) - Number(a.split('.')[1]))[0] ?? '';
      damage(join(data, entry), random);
      let { exitCode, output } = await use();
      // PostgreSQL sees some damage only when it reads the page: the command says so, and the next one must work.
      if (exitCode === 3 && output.includes('found damaged data')) {
        ({ exitCode, output } = await use());
      }
      row.tried += 1;
      if (exitCode === 0 && contentIn(output) === right) {
        row.survived += 1;
      } else {
        row.lost += exitCode === 0 ? 1 : 0;
        remark(row, `${name}: exit code ${exitCode}: ${output}`);
      }
      const left = await place.leftInTheEnd();
      if (left.length > 0) {
        row.left += 1;
        remark(row, `${name}: left ${left.join('; ')}`);
        await place.run(['stop', '--all', '--include-test-servers']);
      }
    }
  } finally {
    await place.dispose();
  }
  return row;
}

function contentIn(output: string): string | undefined {
  return /^content .*$/m.exec(output)?.[0];
}

function copyAll(from: string, to: string): void {
  for (const name of readdirSync(from)) {
    copyFileSync(join(from, name), join(to, name));
  }
}

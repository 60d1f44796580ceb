/**
 * Makes the pictures of README.md in docs/pictures: a recording of a terminal, in which the commands really run, and screenshots. Needs the
 * built program, `script` of util-linux, and Chromium (CHROMIUM names it, /usr/bin/chromium by default).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { recordedSvg } from './recorded.ts';
import { takeScreenshots } from './screenshots.ts';

const FOLDER = fileURLToPath(new URL('../../docs/pictures', import.meta.url));

mkdirSync(FOLDER, { recursive: true });
writeFileSync(join(FOLDER, 'verify.svg'), await recordedSvg());
await takeScreenshots(FOLDER);

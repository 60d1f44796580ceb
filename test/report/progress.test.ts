import { describe, expect, test } from 'vitest';

import { showProgress } from '../../src/report/progress.ts';

function watch(isTTY: boolean) {
  const stream = {
    isTTY,
    columns: 40,
    text: '',
    write(text: string) {
      this.text += text;
    },
  };
  let time = 0;
  const progress = showProgress(stream, () => time);
  return {
    stream,
    progress,
    at: (milliseconds: number) => {
      time = milliseconds;
    },
  };
}

describe('showProgress', () => {
  test('prints nothing for quick steps', () => {
    const { stream, progress, at } = watch(true);
    progress.step('Verifying 1 of 3');
    at(600);
    progress.step('Verifying 2 of 3');
    progress.done();
    expect(stream.text).toBe('');
  });

  test('keeps to one line of a terminal, and clears it', () => {
    const { stream, progress, at } = watch(true);
    at(1_000);
    progress.step('x'.repeat(100));
    const clear = '\r\u001B[2K';
    expect(stream.text.startsWith(clear)).toBe(true);
    expect(stream.text).toHaveLength(clear.length + 39);
    progress.done();
    expect(stream.text.endsWith('\r\u001B[2K')).toBe(true);
  });

  test('writes a line for each kind of step into a log', () => {
    const { stream, progress, at } = watch(false);
    at(1_000);
    progress.step('Verifying 1 of 3: a');
    progress.step('Verifying 2 of 3: b');
    progress.step('Applying the client data');
    progress.done();
    expect(stream.text).toBe('Verifying 1 of 3: a\nApplying the client data\n');
  });

  test('tells a log how far a long step is, at longer and longer intervals', () => {
    const { stream, progress, at } = watch(false);
    for (let second = 1; second <= 120; second += 1) {
      at(second * 1000);
      progress.step(`Seeding ${second} of 120`);
    }
    progress.done();
    expect(stream.text.match(/\d+(?= of)/g)).toEqual(['1', '16', '46', '106']);
  });
});

/** Where a person watches; only what progress needs of a terminal. */
export interface ProgressStream {
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  write(text: string): unknown;
}

export interface Progress {
  /** Says what is being done now. */
  step(text: string): void;
  /** Clears the line, before results are printed. */
  done(): void;
}

const TIMEOUT_MS = 700;
/** A log hears of the same kind of step again after so long, then after twice as long, and so on. */
const AGAIN = 15_000;
const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';

/**
 * Shows what is being done once it has taken long enough to wonder: on a terminal one line that changes, elsewhere (a
 * CI log) one line for each new kind of step, and rarer and rarer ones while it lasts, so that a log is not flooded.
 */
export function showProgress(stream: ProgressStream, now: () => number = Date.now): Progress {
  const begun = now();
  let current = '';
  let printed = { kind: '', at: 0, again: AGAIN };
  let frame = 0;
  let shown = false;
  const draw = (): void => {
    if (current === '' || now() - begun < TIMEOUT_MS) {
      return;
    }
    if (stream.isTTY === true) {
      frame = (frame + 1) % FRAMES.length;
      const line = `${FRAMES[frame] ?? ''} ${current}`.slice(0, (stream.columns ?? 80) - 1);
      stream.write(`\r\u001B[2K${line}`);
      shown = true;
      return;
    }
    const [kind, at] = [kindOf(current), now()];
    if (kind !== printed.kind) {
      printed = { kind, at, again: AGAIN };
      stream.write(`${current}\n`);
    } else if (at - printed.at >= printed.again) {
      printed = { kind, at, again: 2 * printed.again };
      stream.write(`${current}\n`);
    }
  };
  const timer = setInterval(draw, 100);
  timer.unref();
  return {
    step(text) {
      current = text;
      draw();
    },
    done() {
      clearInterval(timer);
      if (shown) {
        stream.write('\r\u001B[2K');
        shown = false;
      }
    },
  };
}

/** `Verifying 3/27 add_sites` and `Verifying 4/27 …` are of one kind. */
function kindOf(step: string): string {
  return step.replace(/\d.*$/s, '');
}

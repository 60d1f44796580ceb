import { setFlagsFromString } from 'node:v8';

/** Bytes of WebAssembly that a function runs before V8 optimises it: about a hundred times its own. */
const BUDGET = 200_000_000;

/**
 * Lets the parser run unoptimised for longer. After the first statement V8 would begin to optimise its largest function, and
 * the process could not end before that is done: a tenth of a second for nothing where a few files are looked at.
 */
export function expectShortRun(): void {
  setFlagsFromString(`--wasm-tiering-budget=${BUDGET}`);
}

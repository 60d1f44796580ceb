import { setFlagsFromString } from 'node:v8';

/** No module has so many functions. */
const NO_FUNCTION = 1_000_000;

/**
 * Lets the parser, which is WebAssembly, run as V8's baseline compiler leaves it. V8 would soon begin to optimise its largest
 * functions, and no process ends before that is done: 50 to 350 ms, while optimised code is no faster even for ten thousand
 * files. The flag is for the whole process, so a command line may set it, a library may not.
 */
export function keepBaselineWasm(): void {
  setFlagsFromString(`--wasm-tier-up-filter=${NO_FUNCTION}`);
}

import { setFlagsFromString } from 'node:v8';

/** More functions than any module has. */
const NO_FUNCTION = 1_000_000;

/**
 * Keeps V8 from optimising the parser, which is WebAssembly: a process cannot end before the optimiser has finished (50 to
 * 350 ms), and optimised code is not faster even for ten thousand files. The flag applies to the whole process, so a
 * command line may set it, a library may not.
 */
export function keepBaselineWasm(): void {
  setFlagsFromString(`--wasm-tier-up-filter=${NO_FUNCTION}`);
}

import { ElementalError } from '../../support/errors.ts';

/** A dump script that cannot be read, or holds what may not be run. */
export class DumpScriptError extends ElementalError {
  readonly file: string;
  readonly line: number;

  constructor(place: { file: string; line: number }, what: string, options: { code: string; hint: string }) {
    super(`${place.file}:${place.line}: ${what}`, { ...options, kind: 'migration' });
    this.file = place.file;
    this.line = place.line;
  }
}

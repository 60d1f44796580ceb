/** An element in the text form of an array, quoted or not; NULL without quotes is no value. */
const ELEMENT = /"((?:[^"\\]|\\.)*)"|[^\s{},"][^{},"]*/g;

/**
 * Replaces the elements of an array in the text form of PostgreSQL, of any depth, and leaves bounds and NULL.
 * https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
 */
export function replaceElements(array: string, replace: (element: string) => string): string {
  const from = array.indexOf('{');
  const bounds = array.slice(0, from);
  const elements = array.slice(from).replaceAll(ELEMENT, (written: string, quoted?: string) => {
    if (quoted === undefined && written.toUpperCase() === 'NULL') {
      return written;
    }
    const element = quoted === undefined ? written.trimEnd() : quoted.replaceAll(/\\(.)/gs, '$1');
    return `"${replace(element).replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  });
  return bounds + elements;
}

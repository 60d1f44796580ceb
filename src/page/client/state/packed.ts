/** What the page holds as base64 of gzip in the element of an id; undefined if it holds nothing there. */
export async function unpack(id: string): Promise<string | undefined> {
  const base64 = document.querySelector(`#${id}`)?.textContent ?? '';
  if (base64 === '') {
    return undefined;
  }
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}

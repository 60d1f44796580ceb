/**
 * Node 20 defines the symbols of `using` itself, in its main context alone: in those that jest and
 * vitest's vm pools make they would be missing. To be imported before whatever uses them.
 */
for (const name of ['dispose', 'asyncDispose'] as const) {
  if (!(name in Symbol)) {
    Object.defineProperty(Symbol, name, { value: Symbol(`Symbol.${name}`) });
  }
}

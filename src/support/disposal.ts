/**
 * Node 20 defines the symbols of `using` only in its main context, not in those of jest and vitest's vm pools. Import this
 * before any code that uses them.
 */
for (const name of ['dispose', 'asyncDispose'] as const) {
  if (!(name in Symbol)) {
    Object.defineProperty(Symbol, name, { value: Symbol(`Symbol.${name}`) });
  }
}

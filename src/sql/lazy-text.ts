/** A text, or how to make it when it is first asked for. */
export type LazyText = string | (() => string);

export function textOf(text: LazyText): string {
  return typeof text === 'string' ? text : text();
}

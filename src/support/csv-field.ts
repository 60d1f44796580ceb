/** A text as a field of a CSV line. NULL is nothing between commas, so an empty text has quotes. */
export function csvField(text: string): string {
  return text === '' || /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

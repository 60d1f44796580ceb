import { normalizeText } from '../../leak-check/letters.ts';
import type { Pseudonyms } from '../pseudonyms.ts';

/**
 * Replaces the original values that a text holds by their pseudonyms, and leaves the rest. Common words are replaced only in
 * a `reference` that is nothing else, since elsewhere they mean something else.
 */
export function replaceKnown(text: string, pseudonyms: Pseudonyms, isReference = false): string {
  if (pseudonyms.isOpen(text)) {
    return text;
  }
  const whole = isReference ? pseudonyms.originals.domainOf(text) : undefined;
  if (whole !== undefined) {
    return pseudonyms.of(pseudonyms.ruleName(whole), text);
  }
  const normalized = normalizeText(text);
  const found = pseudonyms.originals.find(normalized);
  if (found.length === 0) {
    return text;
  }
  // Lower case may have another length; the places are those of the normalized text.
  const source = normalized.length === text.length ? text : normalized;
  let written = '';
  let at = 0;
  for (const { start, end, domain } of found) {
    written += source.slice(at, start) + pseudonyms.of(pseudonyms.ruleName(domain), source.slice(start, end));
    at = end;
  }
  return written + source.slice(at);
}

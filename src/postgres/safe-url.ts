/** A URL without its passwords, for messages. */
export function safeUrl(url: string): string {
  try {
    const shown = new URL(url);
    if (shown.password !== '') {
      shown.password = '***';
    }
    for (const name of new Set([...shown.searchParams.keys()].filter((each) => /passw/i.test(each)))) {
      shown.searchParams.set(name, '***');
    }
    return shown.href;
  } catch {
    return '(invalid URL)';
  }
}

/**
 * A text in which URLs are shown without their passwords, wherever they stand: a user may write one in the wrong place. The
 * word `password`, as in advice, stays.
 */
export function hidePasswords(text: string): string {
  return text
    .replaceAll(/(\w:\/{1,2}[^\s/:@]*:)(?!password@)[^\s"'`]*@/g, '$1***@')
    .replaceAll(/([?&]\w*passw\w*=)[^\s&"'`]*/gi, '$1***');
}

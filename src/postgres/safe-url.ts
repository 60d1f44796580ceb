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

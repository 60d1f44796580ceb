/** A URL without its password, for messages. */
export function safeUrl(url: string): string {
  try {
    const shown = new URL(url);
    if (shown.password !== '') {
      shown.password = '***';
    }
    if (shown.searchParams.has('password')) {
      shown.searchParams.set('password', '***');
    }
    return shown.href;
  } catch {
    return '(invalid URL)';
  }
}

/** A URL as it may be shown: without its password, wherever that stands. */
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
    return '(a URL that cannot be read)';
  }
}

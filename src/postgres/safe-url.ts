/** A URL without its password, for messages. */
export function safeUrl(url: string): string {
  try {
    const shown = new URL(url);
    if (shown.password !== '') {
      shown.password = '***';
    }
    for (const name of ['password', 'sslpassword'].filter((each) => shown.searchParams.has(each))) {
      shown.searchParams.set(name, '***');
    }
    return shown.href;
  } catch {
    return '(invalid URL)';
  }
}

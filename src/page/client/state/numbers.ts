const whole = new Intl.NumberFormat('en');

/** `1,234,567`. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** `1 table`, `3 tables`. */
export function plural(count: number, word: string): string {
  return `${formatCount(count)} ${word}${count === 1 ? '' : 's'}`;
}

const SIZES = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `12.3 MiB`. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${SIZES[power]}`;
}

/** `2024-01-31 13:00` of an ISO 8601 time, without the time of day where it is midnight. */
export function formatTime(iso: string): string {
  const [, day = iso, time = ''] = /^([-\d]+)[T ](\d\d:\d\d)/.exec(iso) ?? [];
  return time === '' || time === '00:00' ? day : `${day} ${time}`;
}

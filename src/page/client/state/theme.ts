export const THEMES = ['auto', 'light', 'dark'] as const;

export type Theme = (typeof THEMES)[number];

const STORED = 'elementaldb-theme';

/** The theme that the reader chose before; `auto` follows the system. */
export function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(STORED);
    return THEMES.find((each) => each === stored) ?? 'auto';
  } catch {
    // A browser may refuse storage to a page of the file system.
    return 'auto';
  }
}

export function applyTheme(theme: Theme): void {
  if (theme === 'auto') {
    delete document.documentElement.dataset['theme'];
  } else {
    document.documentElement.dataset['theme'] = theme;
  }
  try {
    localStorage.setItem(STORED, theme);
  } catch {
    // The choice then holds until the page is closed.
  }
}

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** For how long a button says that it has copied, in milliseconds. */
const SHOWN_MS = 2_000;

interface CopyButtonProps {
  /** Makes the text when the button is clicked. */
  text: () => Promise<string>;
  label: string;
  disabled: boolean;
  act: (work: () => Promise<unknown>) => void;
  children: ComponentChildren;
}

/** Copies a text that the page does not show. */
export function CopyButton({ text, label, disabled, act, children }: CopyButtonProps): JSX.Element {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (copied) {
      const timer = setTimeout(() => setCopied(false), SHOWN_MS);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [copied]);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(await text());
    setCopied(true);
  };
  return (
    <button type="button" {...(copied ? {} : { 'aria-label': label })} disabled={disabled} onClick={() => act(copy)}>
      {copied ? <span role="status">Copied</span> : children}
    </button>
  );
}

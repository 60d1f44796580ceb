import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

interface FoldProps {
  title: ComponentChildren;
  /** Called only once it is opened: what is folded costs the browser nothing. */
  children: () => ComponentChildren;
}

/** Something that is shown on demand, and on paper. */
export function Fold({ title, children }: FoldProps): JSX.Element {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    const open = (): void => setIsOpen(true);
    addEventListener('beforeprint', open);
    return () => removeEventListener('beforeprint', open);
  }, []);
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>{title}</summary>
      {isOpen ? children() : null}
    </details>
  );
}

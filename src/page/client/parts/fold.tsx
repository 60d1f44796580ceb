import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';

interface FoldProps {
  title: ComponentChildren;
  /** Called only once it is opened: what is folded costs the browser nothing. */
  children: () => ComponentChildren;
}

/** Something that is shown on demand. */
export function Fold({ title, children }: FoldProps): JSX.Element {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>{title}</summary>
      {isOpen ? children() : null}
    </details>
  );
}

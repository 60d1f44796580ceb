import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import type { PageModel } from '../../model.ts';
import { go } from '../state/use-route.ts';
import { find } from './find.ts';

/** Finds objects and migrations by name. `/` leads to it, arrows choose, Enter goes, Escape closes. */
export function Search({ model }: { model: PageModel }): JSX.Element {
  const [text, setText] = useState('');
  const [place, setPlace] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const found = find(model, text);
  const chosen = found[Math.min(place, found.length - 1)];

  useEffect(() => {
    const onSlash = (event: KeyboardEvent): void => {
      if (event.key === '/' && !isTyping(event.target)) {
        event.preventDefault();
        input.current?.focus();
      }
    };
    addEventListener('keydown', onSlash);
    return () => removeEventListener('keydown', onSlash);
  }, []);

  const chosenAt = chosen === undefined ? -1 : found.indexOf(chosen);
  useEffect(() => {
    document.querySelector(`#found-${chosenAt}`)?.scrollIntoView({ block: 'nearest' });
  }, [chosenAt, text]);

  const leave = (link?: string): void => {
    setText('');
    input.current?.blur();
    if (link !== undefined) {
      go(link);
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      leave();
    } else if (event.key === 'Enter' && chosen !== undefined) {
      leave(chosen.link);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setPlace((now) => Math.min(found.length - 1, Math.max(0, now + step)));
    }
  };

  return (
    <div
      class="search"
      onFocusOut={({ relatedTarget, currentTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) {
          setText('');
        }
      }}
    >
      <input
        ref={input}
        type="text"
        placeholder="Find ( / )"
        aria-label="Find a table, column, object or migration"
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls="found"
        aria-autocomplete="list"
        {...(chosen === undefined ? {} : { 'aria-activedescendant': `found-${chosenAt}` })}
        value={text}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value);
          setPlace(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id="found" role="listbox" aria-label="Found" hidden={text.trim() === ''} tabIndex={-1}>
        {found.map((each, index) => (
          <div
            key={index}
            id={`found-${index}`}
            role="option"
            aria-selected={each === chosen}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => leave(each.link)}
          >
            <span class="kind">{each.kind}</span> {each.text}
          </div>
        ))}
        {found.length === 0 ? (
          <div role="option" aria-selected={false} aria-disabled="true" class="quiet">
            Nothing found.
          </div>
        ) : null}
      </div>
    </div>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.matches('input, select, textarea') || target.isContentEditable);
}

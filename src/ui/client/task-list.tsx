import type { JSX } from 'preact';

import type { LiveTask } from '../live-state.ts';

/** The last actions and how far they are. */
export function TaskList({ tasks }: { tasks: readonly LiveTask[] }): JSX.Element | null {
  return tasks.length === 0 ? null : (
    <section aria-label="Actions">
      <h2>Actions</h2>
      <ul class="tasks" aria-live="polite">
        {tasks.map(({ id, title, state, lines }) => (
          <li key={id} class={state}>
            <b>{title}</b> <span class="state">{state}</span>
            {lines.length === 0 ? null : <pre tabIndex={0}>{lines.join('\n')}</pre>}
          </li>
        ))}
      </ul>
    </section>
  );
}

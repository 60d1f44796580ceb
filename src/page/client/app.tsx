import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import type { PageModel } from '../model.ts';
import type { LivePage } from './live.ts';
import { Search } from './parts/search.tsx';
import { Select } from './parts/select.tsx';
import { VIEWS, linkTo, type Route, type View } from './state/route.ts';
import { THEMES, applyTheme, storedTheme, type Theme } from './state/theme.ts';
import { useRoute } from './state/use-route.ts';
import { CompareView } from './views/compare-view.tsx';
import { DataView } from './views/data/data-view.tsx';
import { MigrationsView } from './views/migrations-view.tsx';
import { ProductionView } from './views/production-view.tsx';
import { SchemaView } from './views/schema-view.tsx';
import { SummaryView } from './views/summary-view.tsx';

const TITLES: Readonly<Record<View, string>> = {
  summary: 'Summary',
  schema: 'Schema',
  migrations: 'Migrations',
  compare: 'Then and now',
  data: 'Data',
  production: 'Production',
  live: 'Live',
};

interface AppProps {
  /** The model of the page when it was made. */
  first: PageModel;
  live: LivePage | undefined;
}

export function App({ first, live }: AppProps): JSX.Element {
  const [model, setModel] = useState(first);
  const route = useRoute();
  useEffect(() => live?.onModel(setModel), [live]);
  useEffect(() => {
    document.title = `${TITLES[route.view]} · ${model.title}`;
  }, [route.view, model.title]);
  const views = VIEWS.filter((view) => isShown(view, model, live));
  return (
    <>
      <a class="skip" href="#content" onClick={skip}>
        Skip to the content
      </a>
      <header class="top">
        <h1>{model.title}</h1>
        <nav aria-label="Views" onKeyDown={walk}>
          {views.map((view) => (
            <a key={view} href={linkTo(view)} {...(route.view === view ? { 'aria-current': 'page' } : {})}>
              {TITLES[view]}
            </a>
          ))}
        </nav>
        {live?.status === undefined ? null : <Mounted element={live.status} />}
        <Search model={model} />
        <ThemeSwitch />
      </header>
      <main id="content" tabIndex={-1}>
        <Shown model={model} route={route} live={live} />
      </main>
      <footer>
        elementaldb {model.tool}
        {model.postgres === null ? '' : `, PostgreSQL ${model.postgres}`}. Diagrams are laid out by elkjs (EPL-2.0).
      </footer>
    </>
  );
}

function isShown(view: View, model: PageModel, live: LivePage | undefined): boolean {
  return view === 'data'
    ? model.data !== null
    : view === 'production'
      ? model.production !== null
      : view !== 'live' || live?.panel !== undefined;
}

interface ShownProps {
  model: PageModel;
  route: Route;
  live: LivePage | undefined;
}

function Shown({ model, route, live }: ShownProps): JSX.Element {
  switch (route.view) {
    case 'summary':
      return <SummaryView model={model} route={route} />;
    case 'schema':
      return <SchemaView model={model} route={route} />;
    case 'migrations':
      return <MigrationsView model={model} route={route} />;
    case 'compare':
      return <CompareView model={model} route={route} />;
    case 'data':
      return <DataView model={model} route={route} />;
    case 'production':
      return <ProductionView model={model} route={route} />;
    case 'live':
      return live?.panel === undefined ? (
        <p class="note">This page is a file. "elementaldb ui" serves it live.</p>
      ) : (
        <Mounted element={live.panel} />
      );
  }
}

/** An element that the server's script made, within the page. */
function Mounted({ element }: { element: HTMLElement }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.replaceChildren(element), [element]);
  return <div class="mounted" ref={box} />;
}

function ThemeSwitch(): JSX.Element {
  const [theme, setTheme] = useState<Theme>(storedTheme);
  useEffect(() => applyTheme(theme), [theme]);
  return (
    <Select
      label="Theme"
      value={theme}
      options={THEMES.map((value) => ({ value, text: value }))}
      onPick={(value) => setTheme(THEMES.find((each) => each === value) ?? 'auto')}
    />
  );
}

/** The hash is the route, so the link cannot lead there by itself. */
function skip(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#content')?.focus();
}

/** Arrows walk among the views. */
function walk(event: KeyboardEvent): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  const { currentTarget, target } = event;
  if (step !== 0 && currentTarget instanceof HTMLElement && target instanceof HTMLAnchorElement) {
    const links = [...currentTarget.querySelectorAll('a')];
    const next = links[(links.indexOf(target) + step + links.length) % links.length];
    next?.focus();
    event.preventDefault();
  }
}

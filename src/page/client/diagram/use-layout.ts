import { useEffect, useState } from 'preact/hooks';

import { layoutEngine } from './engine.ts';
import type { Graph } from './graph.ts';
import { layOut, type Layout } from './layout.ts';

export interface LaidOut {
  graph: Graph;
  layout: Layout;
}

export interface LayoutState {
  /** The last diagram that was laid out; while the next one is in work, it stays. */
  shown: LaidOut | undefined;
  isWorking: boolean;
  /** Why there is none. */
  error: string | undefined;
}

/** Lays a graph out beside the page's own work, and again whenever the graph changes. */
export function useLayout(graph: Graph): LayoutState {
  const [state, setState] = useState<LayoutState>({ shown: undefined, isWorking: true, error: undefined });
  useEffect(() => {
    let isCurrent = true;
    setState(({ shown }) => ({ shown, isWorking: true, error: undefined }));
    layoutEngine()
      .then(async (engine) => layOut(engine, graph))
      .then(
        (layout) => isCurrent && setState({ shown: { graph, layout }, isWorking: false, error: undefined }),
        (error: unknown) => isCurrent && setState({ shown: undefined, isWorking: false, error: messageOf(error) }),
      );
    return () => {
      isCurrent = false;
    };
  }, [graph]);
  return state;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

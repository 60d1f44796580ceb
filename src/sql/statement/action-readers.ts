import type { Node } from 'libpg-query';

import type { Action } from './action.ts';

/** What positions and unqualified names of one text mean. */
export interface ParseContext {
  /** The schema that names without one are looked up in first. */
  searched: string;
  /** Whether it is a body of PL/pgSQL. */
  inBody: boolean;
  /** Index into the file of the parse tree's position; the statement's own where there is none. */
  offsetOf: (location: number | undefined) => number;
}

/** The name of a node of the parse tree: `CreateStmt`. */
export type NodeType = Node extends infer Each ? (Each extends Each ? keyof Each : never) : never;

export type NodeOf<Type extends NodeType> = Extract<Node, Record<Type, unknown>>[Type];

/** What a statement does, by the type of its node. */
export type ActionReaders = {
  readonly [Type in NodeType]?: (node: NodeOf<Type>, context: ParseContext) => Action[];
};

/** The type of a node, which is the name of its only field. */
export function nodeTypeOf(node: Node): string {
  for (const nodeType in node) {
    return nodeType;
  }
  return '';
}

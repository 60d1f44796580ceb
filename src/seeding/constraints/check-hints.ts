import { readBody } from '../../sql/plpgsql/body.ts';
import { parsedStatements, parseStatements, type ParsedStatement } from '../../sql/parse-statements.ts';
import { pgParser } from '../../sql/pg-parser.ts';
import { isObject } from '../../support/json.ts';
import { intervalLength } from '../values/interval-length.ts';

/** What a condition says about a column that helps to find a value which meets it. */
export interface Hints {
  numbers: Set<number>;
  texts: Set<string>;
  /** Numbers that something's length is compared with. */
  lengths: Set<number>;
  /** Regular expressions and LIKE patterns. */
  patterns: Set<string>;
  likes: Set<string>;
  /** Lengths of time, in milliseconds, that lie between the column and another. */
  spans: Set<number>;
}

export function noHints(): Hints {
  return {
    numbers: new Set(),
    texts: new Set(),
    lengths: new Set(),
    patterns: new Set(),
    likes: new Set(),
    spans: new Set(),
  };
}

/** Adds all of `others` to `hints`. */
export function addAllHints(hints: Hints, others: Hints): void {
  others.numbers.forEach((value) => hints.numbers.add(value));
  others.lengths.forEach((value) => hints.lengths.add(value));
  others.texts.forEach((text) => hints.texts.add(text));
  others.patterns.forEach((text) => hints.patterns.add(text));
  others.likes.forEach((text) => hints.likes.add(text));
  others.spans.forEach((span) => hints.spans.add(span));
}

/** What one comparison contains: a part of a condition below AND, OR, NOT and CASE. */
interface Atom {
  columns: Set<string>;
  texts: Set<string>;
  numbers: Set<number>;
  words: Set<string>;
}

/** The columns that an expression names; null when it cannot be parsed. */
export async function columnsIn(expression: string): Promise<Set<string> | null> {
  const atoms = await atomsOf(expression);
  return atoms === null ? null : new Set(atoms.flatMap(({ columns }) => [...columns]));
}

/** Adds what a condition says to the hints of the columns it names; a domain's value has the name `value`. */
export async function addHints(condition: string, hintsOf: (column: string) => Hints): Promise<void> {
  for (const atom of (await atomsOf(condition)) ?? []) {
    for (const column of atom.columns) {
      addAtom(atom, hintsOf(column));
    }
  }
}

/** By column name, what statements and conditions compare it with, those in DO blocks and functions included. */
export async function comparedValues(scripts: readonly string[]): Promise<ReadonlyMap<string, Hints>> {
  const parser = await pgParser();
  const parse = (text: string): ParsedStatement[] => {
    try {
      return parsedStatements(text, parser);
    } catch {
      // What the grammar refuses has no hints; the server judges it.
      return [];
    }
  };
  const statements = scripts.flatMap(parse);
  const nested = statements.flatMap((each) => {
    const body = readBody(each, parser);
    return [
      ...(body?.statements ?? []).flatMap(({ sql }) => parse(sql)),
      // A query, or the condition of an IF.
      ...(body?.expressions ?? []).flatMap(({ sql }) => [...parse(sql), ...parse(`SELECT ${sql}`)]),
    ];
  });
  const atoms: Atom[] = [];
  for (const each of [...statements, ...nested]) {
    try {
      collectComparisons(each?.node, atoms);
    } catch (error) {
      // An expression of thousands of parts is deeper than the stack; its values are not tried.
      if (!(error instanceof RangeError)) {
        throw error;
      }
    }
  }
  const hints = new Map<string, Hints>();
  for (const atom of atoms.filter(({ texts, numbers }) => texts.size + numbers.size > 0)) {
    for (const column of atom.columns) {
      const known = hints.get(column) ?? noHints();
      addAtom(atom, known);
      hints.set(column, known);
    }
  }
  return hints;
}

/** The lengths of time that a condition names, in milliseconds; of intervals with months none. */
export async function spansIn(condition: string): Promise<number[]> {
  if (!condition.includes('::interval')) {
    return [];
  }
  const atoms = (await atomsOf(condition)) ?? [];
  return atoms.flatMap(({ texts }) => [...texts].flatMap((text) => intervalLength(text) ?? []));
}

async function atomsOf(expression: string): Promise<Atom[] | null> {
  try {
    const [statement] = await parseStatements(`SELECT ${expression}`);
    const atoms: Atom[] = [];
    collectAtoms(statement?.node, atoms);
    return atoms;
  } catch {
    // A newer server may write what this grammar does not know; the search goes on without hints.
    return null;
  }
}

const JUNCTIONS = new Set(['BoolExpr', 'CaseExpr', 'CaseWhen', 'SelectStmt', 'ResTarget']);

function collectAtoms(node: unknown, atoms: Atom[]): void {
  if (Array.isArray(node)) {
    node.forEach((member) => collectAtoms(member, atoms));
  } else if (isObject(node)) {
    for (const [key, value] of Object.entries(node)) {
      if (JUNCTIONS.has(key) && isObject(value)) {
        if (key === 'CaseExpr' && value['arg'] !== undefined) {
          atoms.push(comparedCase(value));
        }
        Object.values(value).forEach((member) => collectAtoms(member, atoms));
      } else if (/^[A-Z]/.test(key)) {
        const atom = noAtom();
        fillAtom(key, value, atom);
        atoms.push(atom);
      }
    }
  }
}

const COMPARISON = /^(?:[<>=!]+|!?~~?\*?|(?:NOT )?BETWEEN.*|[@?][>|&@?]?)$/;

function collectComparisons(node: unknown, atoms: Atom[]): void {
  if (Array.isArray(node)) {
    node.forEach((member) => collectComparisons(member, atoms));
  } else if (isObject(node)) {
    for (const [key, value] of Object.entries(node)) {
      if (key === 'A_Expr' && isObject(value) && COMPARISON.test(stringsIn(value['name']).at(-1) ?? '')) {
        const atom = noAtom();
        fillAtom(key, value, atom);
        atoms.push(atom);
      } else {
        if (key === 'CaseExpr' && isObject(value) && value['arg'] !== undefined) {
          atoms.push(comparedCase(value));
        }
        collectComparisons(value, atoms);
      }
    }
  }
}

function noAtom(): Atom {
  return { columns: new Set(), texts: new Set(), numbers: new Set(), words: new Set() };
}

/** `CASE a WHEN 1 THEN` compares without an operator. */
function comparedCase({ arg, args }: Record<string, unknown>): Atom {
  const atom = noAtom();
  const whens: unknown[] = Array.isArray(args) ? args : [];
  const compared = whens.map((when) =>
    isObject(when) && isObject(when['CaseWhen']) ? when['CaseWhen']['expr'] : undefined,
  );
  fillEach([arg, ...compared], atom);
  return atom;
}

function fillAtom(kind: string, value: unknown, atom: Atom): void {
  if (kind === 'ColumnRef') {
    const last = stringsIn(value).at(-1);
    if (last !== undefined) {
      atom.columns.add(last);
    }
  } else if (kind === 'A_Const') {
    addConstant(value, atom);
  } else if (kind === 'TypeCast' && isObject(value)) {
    fillEach(value['arg'], atom);
  } else {
    if (isObject(value)) {
      stringsIn([value['funcname'], value['name']]).forEach((word) => atom.words.add(word));
    }
    fillEach(value, atom);
  }
}

function fillEach(value: unknown, atom: Atom): void {
  if (Array.isArray(value)) {
    value.forEach((member) => fillEach(member, atom));
  } else if (isObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      if (/^[A-Z]/.test(key)) {
        fillAtom(key, member, atom);
      } else if (key !== 'funcname' && key !== 'name' && typeof member === 'object') {
        fillEach(member, atom);
      }
    }
  }
}

function addConstant(value: unknown, atom: Atom): void {
  if (!isObject(value)) {
    return;
  }
  const [text, whole, fraction] = ['sval', 'ival', 'fval'].map((key) => {
    const holder = value[key];
    // What is zero or empty the tree leaves out.
    return isObject(holder) ? (holder[key] ?? (key === 'ival' ? 0 : '')) : undefined;
  });
  if (whole !== undefined || fraction !== undefined) {
    addNumber(Number(whole ?? fraction), atom);
  } else if (typeof text === 'string') {
    addText(text, atom);
  }
}

function addText(text: string, atom: Atom): void {
  atom.texts.add(text);
  if (/^-?\d+(?:\.\d+)?$/.test(text)) {
    addNumber(Number(text), atom);
  }
  if (/^\{.*\}$/.test(text)) {
    text
      .slice(1, -1)
      .split(',')
      .forEach((member) => addText(member.trim().replaceAll(/^"|"$/g, ''), atom));
  }
}

/** The minus before a constant is an operator of its own. */
function addNumber(value: number, atom: Atom): void {
  atom.numbers.add(value);
  if (atom.words.has('-')) {
    atom.numbers.add(-value);
  }
}

function stringsIn(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(stringsIn);
  }
  if (!isObject(value)) {
    return [];
  }
  return typeof value['sval'] === 'string' ? [value['sval']] : Object.values(value).flatMap(stringsIn);
}

function addAtom({ words, texts, numbers }: Atom, hints: Hints): void {
  const has = (pattern: RegExp): boolean => [...words].some((word) => pattern.test(word));
  if (has(/length|cardinality|^array_upper$|size/)) {
    numbers.forEach((value) => hints.lengths.add(value));
  }
  if (has(/^!?~\*?$|regexp/)) {
    texts.forEach((text) => hints.patterns.add(text));
  } else if (has(/^!?~~\*?$/)) {
    texts.forEach((text) => hints.likes.add(text));
  }
  texts.forEach((text) => hints.texts.add(text));
  numbers.forEach((value) => hints.numbers.add(value));
}

import { countDegrees, type DegreeCounts } from './degrees.ts';
import { type JsonPiece, isJsonDocument, rewriteJson } from '../json/rewrite-json.ts';
import { loadVocabulary } from '../vocabulary.ts';
import { isHarmlessValue, isHarmlessWord } from './harmless.ts';
import { isSuspectNumber } from './suspect-numbers.ts';
import { holdsPersonal, isSentence, isWrittenAsName, type Shape, shapeOf } from './value-shapes.ts';

/** What all distinct values of a column, or of a path in its JSON, look like. */
export class Content {
  values = 0;
  /** Values that say nothing of anybody. */
  harmless = 0;
  /** Values of a fixed form: numbers, times, UUIDs. A part of the harmless ones. */
  formal = 0;
  /** Words that are a given or family name. */
  names = 0;
  /** Values that are written as names of people, and hold no known name. */
  writtenAsNames = 0;
  /** Numbers of six and more digits. */
  digits = 0;
  sentences = 0;
  /** Values that are neither known, harmless, nor told by their form. */
  unknownForm = 0;
  /** Words of unknown meaning that are written as codes. */
  codeLike = 0;
  /** Texts that hold mail addresses, postcodes or telephone numbers. */
  holdPersonal = 0;
  jsonDocuments = 0;
  /** In JSON: values that occur in other columns. */
  known = 0;
  longest = 0;
  /** Numbers by the ranges of degrees. */
  readonly degrees: DegreeCounts = { all: 0, precise: 0, latitudes: 0, longitudes: 0 };
  readonly shapes = new Map<Shape, number>();
  /** The first values by their bytes, for the plan. */
  readonly examples: string[] = [];

  /** Adds a value that is known to be harmless. */
  addFormal(value: string): void {
    this.values++;
    this.harmless++;
    this.formal++;
    this.longest = Math.max(this.longest, value.length);
  }

  /** Adds a value of another column. */
  addKnown(value: string): void {
    this.values++;
    this.known++;
    this.longest = Math.max(this.longest, value.length);
  }

  add(value: string): void {
    const text = value.trim();
    if (text === '') {
      return;
    }
    this.values++;
    this.longest = Math.max(this.longest, text.length);
    if (/^[-+]?\d/.test(text)) {
      countDegrees(this.degrees, text);
    }
    if (this.examples.length < 3) {
      this.examples.push(value);
    }
    if (isJsonDocument(text)) {
      this.jsonDocuments++;
      return;
    }
    const vocabulary = loadVocabulary();
    if (isHarmlessValue(text, vocabulary)) {
      this.harmless++;
      this.formal += /\p{L}{2}/u.test(text) && !/^[0-9a-f-]{36}$/i.test(text) ? 0 : 1;
      return;
    }
    const shape = shapeOf(text);
    if (shape !== undefined) {
      this.shapes.set(shape, (this.shapes.get(shape) ?? 0) + 1);
    } else if (/^[\d\s/-]{6,}$/.test(text)) {
      this.digits++;
    } else if (vocabulary.names.has(text.toLowerCase())) {
      this.names++;
    } else if (isWrittenAsName(text)) {
      this.writtenAsNames++;
    } else if (isSentence(text)) {
      this.sentences++;
    }
    this.unknownForm += shape === undefined ? 1 : 0;
    this.codeLike += shape === undefined && isCodeLike(text) ? 1 : 0;
    this.holdPersonal += shape === undefined && holdsPersonal(text) ? 1 : 0;
  }

  /** The form that most values have that are not harmless, with their number. */
  get mainShape(): readonly [shape: Shape, count: number] | undefined {
    return [...this.shapes].toSorted(([, a], [, b]) => b - a)[0];
  }

  /** Values that are not harmless and have a form that tells what they are. */
  get shaped(): number {
    return [...this.shapes.values()].reduce((sum, count) => sum + count, 0);
  }
}

/** In lower case, of at most three letters, or plain words and abbreviations written together: `GridCO2Request`. */
function isCodeLike(text: string): boolean {
  if (text === text.toLowerCase() || text.length <= 3) {
    return true;
  }
  const words = text.match(/\p{Lu}\p{Ll}+|[\p{Lu}\p{N}]+(?!\p{Ll})|\p{Ll}+/gu) ?? [];
  return (
    words.join('') === text &&
    words.length > 1 &&
    words.every((word) => /^[\p{Lu}\p{N}]{1,4}$/u.test(word) || isHarmlessWord(word, loadVocabulary()))
  );
}

/** So many values are counted once; of further ones, equal values in several documents count each. */
const MOST_SEEN = 20_000;

/** Contents of the strings and numbers in JSON documents by path. */
export class JsonContents {
  readonly strings = new Map<string, Content>();
  readonly numbers = new Map<string, Content>();
  /** Of numbers with 9 to 14 digits, how many there are by path; and of ids with 13. */
  readonly longNumbers = new Map<string, number>();
  /** Keys of objects that stand as `*` in paths, by the path of their values. */
  readonly keys = new Map<string, Content>();
  /** The last key of each path. */
  readonly names = new Map<string, string>();
  readonly #seen = new Set<string>();
  readonly #nameOfKey: (key: string) => string;
  readonly #isKnown: (value: string) => boolean;

  /**
   * @param nameOfKey as in {@link rewriteJson}
   * @param isKnown whether a value is one of another column
   */
  constructor(nameOfKey: (key: string) => string, isKnown: (value: string) => boolean) {
    this.#nameOfKey = nameOfKey;
    this.#isKnown = isKnown;
  }

  add(document: string): void {
    const take = ({ kind, path, name, value }: JsonPiece): string => {
      if (kind === 'key') {
        if (this.#nameOfKey(value) === '*') {
          const content = this.keys.get(path) ?? new Content();
          this.keys.set(path, content);
          this.#addTo(content, `${path}\0\0${value}`, value);
        }
      } else {
        const contents = kind === 'number' ? this.numbers : this.strings;
        const content = contents.get(path) ?? new Content();
        contents.set(path, content);
        this.names.set(path, name);
        if (kind === 'number' && isSuspectNumber(name, value)) {
          this.longNumbers.set(path, (this.longNumbers.get(path) ?? 0) + (this.#seen.has(`${path}\0${value}`) ? 0 : 1));
        }
        this.#addTo(content, `${path}\0${value}`, value);
      }
      return value;
    };
    rewriteJson(document, take, this.#nameOfKey);
  }

  #addTo(content: Content, id: string, value: string): void {
    if (this.#seen.has(id)) {
      return;
    }
    if (this.#seen.size < MOST_SEEN) {
      this.#seen.add(id);
    }
    if (this.#isKnown(value)) {
      content.addKnown(value);
    } else {
      content.add(value);
    }
  }
}

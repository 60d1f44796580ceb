/**
 * What the words of one statement say about where it ends, by the heuristics of psql (psqlscan.l): semicolons between
 * BEGIN and END of a CREATE FUNCTION do not end it, and CASE has its own END.
 */
export class StatementWords {
  #count = 0;
  #first = '';
  #previous = '';
  /** Initials of the leading CREATE [OR REPLACE] FUNCTION | PROCEDURE. */
  #initials = '';
  #beginDepth = 0;
  #copiesFromStdin = false;

  /** The statement is `COPY ... FROM stdin`: data follows it. */
  get copiesFromStdin(): boolean {
    return this.#copiesFromStdin;
  }

  /** A semicolon here is part of a function's body. */
  get insideBody(): boolean {
    return this.#beginDepth > 0;
  }

  /** Takes an unquoted word, in lower case. */
  add(word: string, parentheses: number): void {
    if (this.#count < 4 && /^(?:create|function|procedure|or|replace)$/.test(word)) {
      this.#initials += word.charAt(0);
    }
    if (this.#count === 0) {
      this.#first = word;
    }
    this.#count += 1;
    if (parentheses === 0) {
      if (/^c(?:or)?[fp]/.test(this.#initials)) {
        this.#trackBody(word);
      }
      if (this.#first === 'copy' && this.#previous === 'from' && word === 'stdin') {
        this.#copiesFromStdin = true;
      }
    }
    this.#previous = word;
  }

  #trackBody(word: string): void {
    if (word === 'begin' || (word === 'case' && this.#beginDepth > 0)) {
      this.#beginDepth += 1;
    } else if (word === 'end' && this.#beginDepth > 0) {
      this.#beginDepth -= 1;
    }
  }
}

/** Keeps the answers that were asked for last, by the script or definition that they are about. */
export class LatestAnswers<T> {
  readonly #answers = new Map<string, { answer: T }>();
  readonly #most: number;

  /** @param most how many answers are kept */
  constructor(most: number) {
    this.#most = most;
  }

  /** The answer about a text; `find` is called where it is not kept. */
  about(text: string, find: () => T): T {
    const known = this.#answers.get(text) ?? { answer: find() };
    this.#answers.delete(text);
    this.#answers.set(text, known);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > this.#most && oldest !== undefined) {
      this.#answers.delete(oldest);
    }
    return known.answer;
  }
}

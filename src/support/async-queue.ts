/** Values that one flow of work hands to another, which may come to them at any time. */
export class AsyncQueue<T> {
  #controller: ReadableStreamDefaultController<T> | undefined;
  /** All values in the order in which they were pushed, once; ends when the feed does, and throws what it failed with. */
  readonly values: ReadableStream<T>;

  constructor() {
    this.values = new ReadableStream({ start: (controller) => void (this.#controller = controller) });
  }

  push(value: T): void {
    this.#controller?.enqueue(value);
  }

  end(): void {
    this.#controller?.close();
  }

  /** What was pushed and not yet taken is lost. */
  fail(error: unknown): void {
    this.#controller?.error(error);
  }
}

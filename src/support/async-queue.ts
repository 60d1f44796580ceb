/** A queue of values from one asynchronous task to another. */
export class AsyncQueue<T> {
  #controller: ReadableStreamDefaultController<T> | undefined;
  /** All values in the order of `push`, readable once. Ends with `end`; `fail` makes it throw. */
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

  /** Values that were not read yet are lost. */
  fail(error: unknown): void {
    this.#controller?.error(error);
  }
}

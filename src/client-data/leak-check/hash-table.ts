/** From a hash of 53 bits to a small number, 9 bytes for each slot; the hash 0 stands for an empty slot. */
export class HashTable {
  #hashes = new Float64Array(1024);
  #values = new Uint8Array(1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Sets the value, from 0 to 255, of a hash that has none; the first value stays. Returns the value that holds. */
  add(hash: number, value: number): number {
    if (this.#size * 2 >= this.#hashes.length) {
      this.#grow();
    }
    const slot = this.#slotOf(hash);
    if (this.#hashes[slot] === 0) {
      this.#hashes[slot] = hash;
      this.#values[slot] = value;
      this.#size++;
    }
    return this.#values[slot] ?? value;
  }

  get(hash: number): number | undefined {
    const slot = this.#slotOf(hash);
    return this.#hashes[slot] === 0 ? undefined : this.#values[slot];
  }

  #slotOf(hash: number): number {
    const mask = this.#hashes.length - 1;
    // The low 32 bits are well mixed.
    let slot = (hash % 4_294_967_296) & mask;
    while (this.#hashes[slot] !== 0 && this.#hashes[slot] !== hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const [hashes, values] = [this.#hashes, this.#values];
    this.#hashes = new Float64Array(hashes.length * 2);
    this.#values = new Uint8Array(values.length * 2);
    for (const [at, hash] of hashes.entries()) {
      if (hash !== 0) {
        const slot = this.#slotOf(hash);
        this.#hashes[slot] = hash;
        this.#values[slot] = values[at] ?? 0;
      }
    }
  }
}

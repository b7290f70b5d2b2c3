type Numbers = Uint8Array | Int32Array | Uint32Array | Float64Array;

/** Numbers of rows that are still coming in: a typed array that doubles. */
export class Growing<Values extends Numbers> {
  private values: Values;
  private used = 0;

  constructor(private readonly make: (length: number) => Values) {
    this.values = make(1024);
  }

  get length(): number {
    return this.used;
  }

  push(value: number): void {
    if (this.used === this.values.length) {
      const larger = this.make(2 * this.used);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.used++] = value;
  }

  /** @returns 0 where there is none */
  at(index: number): number {
    return index < this.used ? (this.values[index] ?? 0) : 0;
  }

  set(index: number, value: number): void {
    this.values[index] = value;
  }
}

/** A list of listeners: what an event is where `vscode` must not be imported. */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** Adds a listener; disposing the result removes it. Bound, so that it can be handed on as an event. */
  readonly event = (listener: (value: T) => void): { dispose(): void } => {
    const own = (value: T): void => listener(value);
    this.#listeners.add(own);
    return { dispose: () => this.#listeners.delete(own) };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

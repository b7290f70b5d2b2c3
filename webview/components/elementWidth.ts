import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How wide an element is, in whole pixels: it is drawn anew when that changes. */
export class ElementWidth implements ReactiveController {
  #width = 0;
  readonly #resized = new ResizeObserver(([entry]) => this.#set(entry?.contentRect.width ?? 0));

  constructor(private readonly host: ReactiveControllerHost & HTMLElement) {
    host.addController(this);
  }

  get value(): number {
    return this.#width;
  }

  hostConnected(): void {
    this.#resized.observe(this.host);
  }

  hostDisconnected(): void {
    this.#resized.disconnect();
  }

  /** Measured at once, or the first frame would be one without a drawing. */
  hostUpdate(): void {
    if (this.#width === 0) this.#width = this.host.clientWidth;
  }

  #set(pixels: number): void {
    const width = Math.round(pixels);
    if (width === this.#width) return;
    this.#width = width;
    this.host.requestUpdate();
  }
}

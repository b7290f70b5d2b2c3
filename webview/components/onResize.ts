import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Tells of the size of an element: when it comes into the page, and whenever it changes there. */
export class OnResize implements ReactiveController {
  readonly #observer: ResizeObserver;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    onResize: () => void,
  ) {
    this.#observer = new ResizeObserver(onResize);
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(this.host);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }
}

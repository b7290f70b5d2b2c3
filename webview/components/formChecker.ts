import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Typing goes on meanwhile. */
const REST_MS = 150;

/** Asks the host what it makes of a form, whenever that has changed and rests. */
export class FormChecker<Form, Check> implements ReactiveController {
  /** Of the form that was last answered for; null: none was. */
  value: Check | null = null;
  /** Why the last form could not be looked at; null: it could. */
  failure: string | null = null;
  #asked = '';
  #answered = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Waits for an answer. */
  #act: ((value: Check) => void) | null = null;

  /** @param form as it is; null: there is none yet */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly form: () => Form | null,
    private readonly ask: (form: Form) => Promise<Check>,
  ) {
    host.addController(this);
  }

  /**
   * Acts on the answer to the form as it is: at once, or when it comes. What was typed a moment before a button is
   * pressed is not answered yet, and the press must not be lost.
   */
  whenChecked(act: (value: Check) => void): void {
    const form = this.form();
    this.#act = null;
    if (this.value !== null && form && this.#answered === JSON.stringify(form)) act(this.value);
    else this.#act = act;
  }

  hostUpdated(): void {
    const form = this.form();
    if (!form || JSON.stringify(form) === this.#asked) return;
    const isFirst = this.#asked === '';
    this.#asked = JSON.stringify(form);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(form), isFirst ? 0 : REST_MS);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    [this.#asked, this.#act] = ['', null];
  }

  async #look(form: Form): Promise<void> {
    const name = JSON.stringify(form);
    try {
      const value = await this.ask(form);
      // An answer to what was typed before comes too late.
      if (name !== this.#asked) return;
      [this.value, this.failure, this.#answered] = [value, null, name];
      const act = this.#act;
      this.#act = null;
      act?.(value);
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      this.#act = null;
    }
    this.host.requestUpdate();
  }
}

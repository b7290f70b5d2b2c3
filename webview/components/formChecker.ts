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

  /**
   * @param form as it is; null: there is none yet
   * @param onAnswer called when `value` is of another form
   */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly form: () => Form | null,
    private readonly ask: (form: Form) => Promise<Check>,
    private readonly onAnswer: () => void = () => {},
  ) {
    host.addController(this);
  }

  /** Whether `value` is of this form, and not of one that was typed before. */
  isOf(form: Form): boolean {
    return this.#answered === JSON.stringify(form);
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
    this.#asked = '';
  }

  async #look(form: Form): Promise<void> {
    const name = JSON.stringify(form);
    try {
      const value = await this.ask(form);
      // An answer to what was typed before comes too late.
      if (name !== this.#asked) return;
      [this.value, this.failure, this.#answered] = [value, null, name];
      this.onAnswer();
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
    this.host.requestUpdate();
  }
}

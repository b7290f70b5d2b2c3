/** The run bar's contents between its user and the host: typed here, sent when they rest, kept when they cannot be. */
import type { RunParameters } from '../../src/protocol/webview';
import { formOf, readForm, type Problems, type RunForm } from './runForm';
import { recall, remember } from './viewMemory';

/** After the last change this long, an edit is one edit: a word, not a letter, is undone. */
const REST_MS = 400;

export class RunDraft {
  #form: RunForm;
  /** The host's parameters that the form was made from, or last sent. */
  #over: string;
  #timer: number | undefined;

  /** @param send takes a changed, valid run bar */
  constructor(
    parameters: RunParameters,
    readonly send: (parameters: RunParameters) => void,
  ) {
    this.#form = formOf(parameters);
    this.#over = fingerprint(parameters);
    const { draft } = recall();
    if (draft?.over === this.#over) this.#form = draft.form;
    else if (draft) remember({ draft: null });
  }

  get form(): RunForm {
    return this.#form;
  }

  read(): { parameters: RunParameters | null; problems: Problems } {
    return readForm(this.#form);
  }

  /** The host shows other parameters (undo, a new run); the same ones leave what is being typed alone. */
  adopt(parameters: RunParameters): void {
    const over = fingerprint(parameters);
    if (over === this.#over) return;
    this.#over = over;
    this.#form = formOf(parameters);
    this.#forget();
  }

  change(change: Partial<RunForm>): void {
    this.#form = { ...this.#form, ...change };
    remember({ draft: { over: this.#over, form: this.#form } });
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.flush(), REST_MS);
  }

  /** Sends what has not been sent, if it can be. */
  flush(): void {
    const { parameters } = this.read();
    if (!parameters || fingerprint(parameters) === this.#over) return;
    this.sent(parameters);
    this.send(parameters);
  }

  /** These parameters reached the host, by an edit or a run. */
  sent(parameters: RunParameters): void {
    this.#over = fingerprint(parameters);
    this.#forget();
  }

  #forget(): void {
    clearTimeout(this.#timer);
    remember({ draft: null });
  }
}

/** Equal for equal parameters, whatever the order of their keys. */
function fingerprint(parameters: RunParameters): string {
  return JSON.stringify(formOf(parameters));
}

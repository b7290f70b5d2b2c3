/** Where `search --out` goes: saved while it runs, about once a second, and at its end. */
import { resolve } from 'node:path';
import { errors, messageOf, quote } from '../core/errors';
import { SEARCH_FILE, stringifySearch } from '../core/search/searchFile';
import type { SearchRecord } from '../core/search/searchRecord';
import { saveText } from '../files/saveTrace';

const SAVE_EVERY_MS = 1000;

export class SearchOutput {
  readonly path: string;
  #saving: Promise<void> = Promise.resolve();
  #savedAt = 0;
  #failure: string | null = null;

  /** @throws WaitpointError `badInput` for a name that no search has */
  constructor(
    path: string,
    private readonly now: () => number,
  ) {
    if (!path.endsWith(SEARCH_FILE))
      throw errors.badInput(`--out is ${quote(path, 200)}, but it must end with ${SEARCH_FILE}.`);
    this.path = resolve(path);
  }

  /** Saves what there is, unless it did so just now. */
  note(record: SearchRecord): void {
    if (this.now() - this.#savedAt < SAVE_EVERY_MS) return;
    this.#savedAt = this.now();
    const text = stringifySearch(record);
    this.#saving = this.#saving.then(() => this.#save(text));
  }

  /** @returns why it could not be saved; null: it is */
  async finish(record: SearchRecord): Promise<string | null> {
    await this.#saving;
    await this.#save(stringifySearch(record));
    return this.#failure;
  }

  async #save(text: string): Promise<void> {
    try {
      await saveText(this.path, text);
      this.#failure = null;
    } catch (error) {
      this.#failure = messageOf(error);
    }
  }
}

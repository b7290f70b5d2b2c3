/** The form of a search as it was run last: the next one begins from it. */
import type { SearchForm } from '../protocol/searchView';
import type { Memory } from './evaluationMemory';

const LAST = 'waitpoint.lastSearch';

export class SearchMemory {
  constructor(private readonly memory: Memory) {}

  /** Without its question. Null: none was run here. */
  get last(): Partial<SearchForm> | null {
    return this.memory.get<Partial<SearchForm>>(LAST) ?? null;
  }

  async remember(form: SearchForm): Promise<void> {
    // Each is asked of what it is set up from.
    const settings: Partial<SearchForm> = { ...form, question: '', expected: '' };
    await this.memory.update(LAST, settings);
  }
}

/** The form of a search as it was run last: the next one begins from it. */
import type { SearchForm } from '../protocol/searchView';
import type { Memory } from './evaluationMemory';

const LAST = 'waitpoint.lastSearch';

export class SearchMemory {
  constructor(private readonly memory: Memory) {}

  /** Without its question and models: those are another's. Null: none was run here. */
  get last(): Partial<SearchForm> | null {
    return this.memory.get<Partial<SearchForm>>(LAST) ?? null;
  }

  async remember(form: SearchForm): Promise<void> {
    const {
      question: _question,
      expected: _expected,
      modelPath: _model,
      scorerPath: _scorer,
      ...rest
    } = form;
    await this.memory.update(LAST, rest);
  }
}

import { l10n } from '../components/l10n';
import { plural } from './format';
import type { Gap } from './hiddenRows';

/** The line that stands for steps that a filter hides: "… 14 steps". A button, so that it can be opened. */
export class GapRow {
  readonly element = document.createElement('li');
  readonly #button = document.createElement('button');
  gap: Gap = { first: 0, end: 0, steps: 0 };

  constructor() {
    this.element.className = 'gap';
    this.element.role = 'listitem';
    this.element.tabIndex = -1;
    this.#button.tabIndex = -1;
    this.#button.title = l10n.t('Show these steps (Enter)');
    this.element.append(this.#button);
  }

  update(gap: Gap): void {
    this.gap = gap;
    const text = `… ${plural(gap.steps, 'step')}`;
    if (this.#button.textContent !== text) this.#button.textContent = text;
  }
}

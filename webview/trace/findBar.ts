import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { button } from '../components/button';
import type { IconName } from '../components/icon';
import { l10n } from '../components/l10n';
import { fieldStyles, focusStyles, iconStyles, pressedStyles } from '../components/styles';
import { textField } from '../components/textField';
import type { FindQuery } from './findQuery';
import { formatCount } from './format';
import type { FindState } from './stepFinder';

export interface FindActions {
  search(query: FindQuery): void;
  move(direction: 1 | -1): void;
  close(): void;
}

type Switch = 'matchCase' | 'wholeWord' | 'isRegex';

/** As in VS Code's own find: the letter goes with Alt. */
const SWITCHES: readonly { name: Switch; label: string; icon: IconName; key: string }[] = [
  { name: 'matchCase', label: l10n.t('Match case'), icon: 'matchCase', key: 'C' },
  { name: 'wholeWord', label: l10n.t('Match whole word'), icon: 'wholeWord', key: 'W' },
  { name: 'isRegex', label: l10n.t('Use regular expression'), icon: 'regex', key: 'R' },
];

/** "3 of 17", or what else there is to say of a search. */
export function findSentence({ query, problem, count, isCapped, at }: FindState): string {
  if (problem !== null) return problem;
  if (query.text === '') return '';
  if (count === null) return l10n.t('Searching…');
  if (count === 0) return l10n.t('No results');
  return l10n.t('{0} of {1}', formatCount(at + 1), `${formatCount(count)}${isCapped ? '+' : ''}`);
}

/** Searches the steps and the answer, as VS Code's find widget does a text. */
@customElement('wp-find-bar')
export class FindBar extends LitElement {
  static override styles = [
    fieldStyles,
    focusStyles,
    iconStyles,
    pressedStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 4px;
        align-items: center;
        padding: 4px 6px;
        background: var(--vscode-editorWidget-background, var(--wp-panel));
        color: var(--vscode-editorWidget-foreground, inherit);
        border: 1px solid var(--vscode-widget-border, var(--wp-line));
        border-top: none;
        border-radius: 0 0 4px 4px;
        box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
      }
      vscode-text-field {
        width: 22ch;
      }
      .said {
        min-width: 9ch;
        max-width: 38ch;
        padding-inline: 4px;
        color: var(--wp-muted);
        font-variant-numeric: tabular-nums;
      }
      .said.problem {
        margin: 0;
        flex-basis: auto;
        color: var(--wp-error);
      }
    `,
  ];

  @property({ attribute: false }) state!: FindState;
  @property({ attribute: false }) actions!: FindActions;
  @query('vscode-text-field') private field!: HTMLElement | null;

  override render() {
    const { query, problem } = this.state;
    return html`
      ${textField({
        label: l10n.t('Find in steps and answer'),
        value: query.text,
        placeholder: l10n.t('Find'),
        problem: problem ?? undefined,
        name: 'find-text',
        onInput: (text) => this.actions.search({ ...query, text }),
      })}
      ${SWITCHES.map(({ name, label, icon, key }) =>
        button({
          label: `${label} (Alt+${key})`,
          icon,
          appearance: 'icon',
          name,
          pressed: query[name],
          onClick: () => this.#toggle(name),
        }),
      )}
      <span class="said ${problem === null ? '' : 'problem'}" role="status">${findSentence(this.state)}</span>
      ${button({
        label: l10n.t('Previous match (Shift+Enter)'),
        name: 'previous',
        icon: 'arrowUp',
        appearance: 'icon',
        onClick: () => this.actions.move(-1),
      })}
      ${button({
        label: l10n.t('Next match (Enter)'),
        name: 'next',
        icon: 'arrowDown',
        appearance: 'icon',
        onClick: () => this.actions.move(1),
      })}
      ${button({
        label: l10n.t('Close (Escape)'),
        name: 'close',
        icon: 'close',
        appearance: 'icon',
        onClick: () => this.actions.close(),
      })}
    `;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('keydown', this.#key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('keydown', this.#key);
  }

  protected override firstUpdated(_changed: PropertyValues): void {
    this.focusField();
  }

  /** To the text, all of it selected. */
  focusField(): void {
    const { field } = this;
    // The kit makes its inner field a moment after it is connected.
    requestAnimationFrame(() => {
      field?.focus();
      field?.shadowRoot?.querySelector('input')?.select();
    });
  }

  #toggle(name: Switch): void {
    const { query } = this.state;
    this.actions.search({ ...query, [name]: !query[name] });
  }

  readonly #key = (event: KeyboardEvent): void => {
    const toggled = event.altKey && SWITCHES.find(({ key }) => event.code === `Key${key}`);
    const inField = (event.composedPath()[0] as Element).localName === 'input';
    if (toggled) this.#toggle(toggled.name);
    else if (event.key === 'Escape') this.actions.close();
    else if (event.key === 'Enter' && inField) this.actions.move(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-find-bar': FindBar;
  }
}

/** Difficulty: what either of two graders solved is too easy; how long the traces are. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { CurationConfig } from '../../src/core/curate/curationConfig';
import type { CurationNews } from '../../src/core/curate/shownCuration';
import { button } from '../components/button';
import '../components/commitField';
import { l10n } from '../components/l10n';
import { formatCount, plural } from '../trace/format';
import { oneLine } from '../tree/traceWords';
import { lengthChart } from './lengthChart';

type Grader = CurationConfig['difficulty']['graders'][number];

export interface DifficultySectionOptions {
  readonly news: CurationNews;
  readonly graders: readonly Grader[];
  /** Why no model may run; null: it may. */
  readonly refusal: string | null;
  readonly set: (graders: Grader[]) => void;
  readonly browse: (grader: number) => void;
  readonly run: (grader: number) => void;
}

const MOST_GRADERS = 2;

export function difficultySection(options: DifficultySectionOptions): TemplateResult {
  const { news, graders } = options;
  const { verdicts, lengths } = news.funnel.counts;
  const slots = Math.min(MOST_GRADERS, graders.length + 1);
  return html`<p class="facts">
      ${
        verdicts === 1
          ? l10n.t('Drops what a grader solved. {0} has a verdict.', plural(verdicts, 'row'))
          : l10n.t('Drops what a grader solved. {0} have a verdict.', plural(verdicts, 'row'))
      }
    </p>
    ${Array.from({ length: slots }, (_, i) => graderRow(i, options))}
    ${lengthChart(news.funnel.lengths, lengths)}`;
}

function graderRow(
  i: number,
  { news, graders, refusal, set, browse, run }: DifficultySectionOptions,
): TemplateResult {
  const grader = graders[i];
  const others = graders.filter((_, other) => other !== i);
  const solved = news.funnel.solved[i] ?? 0;
  const setColumn = (name: string): void =>
    set(
      name.trim() === ''
        ? others
        : Object.assign([...graders], { [Math.min(i, graders.length)]: name.trim() }),
    );
  return html`<div class="grader" data-grader=${i}>
    <span class="label">${l10n.t('Grader {0}', i + 1)}</span>
    ${
      typeof grader === 'object'
        ? html`<span class="named" title=${oneLine(grader.evaluation)}
            >${l10n.t('evaluation {0}', oneLine(grader.evaluation))}</span
          >`
        : html`<wp-commit-field
            class="column"
            label=${l10n.t('Column of grader {0}', i + 1)}
            placeholder=${l10n.t('column with its verdict')}
            .value=${grader ?? ''}
            @wp-commit=${(event: CustomEvent<string>) => setColumn(event.detail)}
          ></wp-commit-field>`
    }
    <span class="facts solved">${grader === undefined ? '' : l10n.t('solved {0}', formatCount(solved))}</span>
    <span class="grader-actions">
      ${button({ label: l10n.t('Evaluation…'), name: `browse-grader-${i}`, appearance: 'quiet', title: l10n.t('Take the right answers of an evaluation'), onClick: () => browse(i) })}
      ${button({
        label: l10n.t('Run a Grader…'),
        name: `run-grader-${i}`,
        appearance: 'quiet',
        disabled: refusal !== null,
        title: refusal ?? l10n.t('Evaluate the pool’s questions with a model, and drop what it solves'),
        onClick: () => run(i),
      })}
      ${
        grader === undefined
          ? nothing
          : button({
              label: l10n.t('Remove grader {0}', i + 1),
              icon: 'close',
              appearance: 'icon',
              name: `remove-grader-${i}`,
              onClick: () => set(others),
            })
      }
    </span>
  </div>`;
}

export const difficultySectionStyles = css`
  .grader {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 2px 8px;
    align-items: center;
    padding: 2px 0;
  }
  .grader .solved {
    min-width: 10ch;
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .grader-actions {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    gap: 2px 8px;
  }
  .named {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    direction: rtl;
    text-align: start;
    unicode-bidi: plaintext;
  }
`;

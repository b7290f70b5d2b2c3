import type { CurationConfig } from '../core/curate/curationConfig';
import type { CurationNews, HitText } from '../core/curate/shownCuration';
import {
  flagOf,
  QUALITY_RULES,
  qualitySpan,
  type QualityRule,
  type RuleMode,
} from '../core/curate/qualityRules';
import type { PoolReading } from './poolReading';

const MOST_EXAMPLES = 3;
/** Characters on each side of what was hit. */
const SURROUNDINGS = 48;

/** The first texts that each rule of quality hits, in each of its modes; what was found is not looked for again. */
export class RuleExamples {
  readonly #found = new Map<string, { scanned: number; readonly texts: HitText[] }>();

  constructor(private readonly reading: PoolReading) {}

  async of({ quality }: CurationConfig): Promise<CurationNews['examples']> {
    const examples = await Promise.all(
      QUALITY_RULES.map(async (rule) => {
        const mode = quality[rule] === 'off' ? 'paper' : quality[rule];
        return [rule, await this.#find(rule, mode)] as const;
      }),
    );
    return Object.fromEntries(examples) as CurationNews['examples'];
  }

  async #find(rule: QualityRule, mode: RuleMode): Promise<readonly HitText[]> {
    const name = `${rule}:${mode}`;
    const found = this.#found.get(name) ?? { scanned: 0, texts: [] };
    this.#found.set(name, found);
    const flag = flagOf(rule, mode);
    const { flags } = this.reading.reader.signals;
    const rows: number[] = [];
    while (found.scanned < flags.length && found.texts.length + rows.length < MOST_EXAMPLES) {
      const row = found.scanned++;
      if (flags.at(row) & flag) rows.push(row);
    }
    for (const row of rows) found.texts.push(await this.#text(row, rule, mode));
    return [...found.texts];
  }

  async #text(row: number, rule: QualityRule, mode: RuleMode): Promise<HitText> {
    const [shown] = await this.reading.shown(row);
    if (!shown || 'problem' in shown) return { row, before: '', hit: '', after: '' };
    const { question, nullField } = shown;
    const span = qualitySpan(rule, question, mode);
    if (!span) return { row, before: '', hit: nullField ?? '', after: '' };
    const from = Math.max(0, span.start - SURROUNDINGS);
    const to = Math.min(question.length, span.end + SURROUNDINGS);
    return {
      row,
      before: (from > 0 ? '…' : '') + question.slice(from, span.start),
      hit: question.slice(span.start, span.end),
      after: question.slice(span.end, to) + (to < question.length ? '…' : ''),
    };
  }
}

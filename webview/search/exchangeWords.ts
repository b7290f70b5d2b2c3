/** What a larger model could have done for the cost of a search (core/search/ledger). */
import { exchangeMultiplier, searchFlops } from '../../src/core/search/ledger';
import type { SearchLedger } from '../../src/core/search/searchRecord';
import { l10n } from '../components/l10n';
import { formatCount, plural } from '../trace/format';

/** As typed. */
export interface ExchangeTexts {
  /** M: how many times larger the other model is. */
  readonly scale: string;
  /** D_pre: tokens that both were pretrained on. */
  readonly pretraining: string;
  /** D_inf: tokens that are asked of a model over its life. */
  readonly inference: string;
}

/** A model of Snell et al.'s middle case: as many tokens in its life as it was trained on. */
export const PROPOSED: ExchangeTexts = { scale: '4', pretraining: '1e12', inference: '1e12' };

export type ExchangeProblems = Partial<Record<keyof ExchangeTexts, string>>;

export interface Exchange {
  readonly problems: ExchangeProblems;
  /** One sentence a line; empty where something is wrong. */
  readonly sentences: readonly string[];
}

/** Past it a number is a slip. */
const MOST = 1e30;

/** @param path tokens that the model had to evaluate for one path of the tree; null: there is none */
export function exchange(texts: ExchangeTexts, ledger: SearchLedger, path: number | null): Exchange {
  const problems: ExchangeProblems = {};
  const read = (name: keyof ExchangeTexts, least: number, refusal: (typed: string) => string): number => {
    const text = texts[name].trim().replace(/[,_\s]/g, '');
    const value = /^(\d+(\.\d*)?|\.\d+)(e\d+)?$/i.test(text) ? Number(text) : NaN;
    if (value >= least && value <= MOST) return value;
    problems[name] = refusal(texts[name]);
    return NaN;
  };
  const scale = read('scale', 1, (typed) => l10n.t('“{0}” is not a number from 1 on, such as 4.', typed));
  const pretraining = read('pretraining', 0, (typed) =>
    l10n.t('“{0}” is not a number of tokens, such as 1e12.', typed),
  );
  const inference = read('inference', 1, (typed) =>
    l10n.t('“{0}” is not a number of tokens from 1 on, such as 1e12.', typed),
  );
  if (Object.keys(problems).length > 0) return { problems, sentences: [] };
  const times = exchangeMultiplier(scale, pretraining, inference);
  const { total } = searchFlops(ledger);
  const { policyParameters } = ledger;
  const sentences = [
    l10n.t(
      'A model {0} times larger, pretrained on the same {1} tokens and asked for {2} over its life, costs as much in all as this one with {3} times its inference compute: {0} + 3 × ({1} ÷ {2}) × ({0} − 1).',
      ...[round(scale), round(pretraining), round(inference), round(times)],
    ),
  ];
  if (total === null || policyParameters === null || policyParameters === 0)
    return {
      problems,
      sentences: [
        ...sentences,
        l10n.t('The parameters of a model are not known: this search cannot be compared with it.'),
      ],
    };
  const tokens = Math.floor(total / (2 * policyParameters * scale));
  if (path === null || path === 0)
    return {
      problems,
      sentences: [
        ...sentences,
        l10n.t('For the FLOPs of this search it would evaluate {0}.', plural(tokens, 'token')),
      ],
    };
  const spent = total / (2 * policyParameters * path);
  return {
    problems,
    sentences: [
      ...sentences,
      l10n.t(
        'For the FLOPs of this search it would evaluate {0}: {1} paths as long as the chosen one ({2} tokens).',
        plural(tokens, 'token'),
        round(tokens / path),
        formatCount(path),
      ),
      spent <= times
        ? l10n.t(
            'This search spent {0} times the compute of that one path. That is less than the larger model costs: searching is the cheaper way here.',
            round(spent),
          )
        : l10n.t(
            'This search spent {0} times the compute of that one path. That is more than the larger model costs: the larger model is the cheaper way here.',
            round(spent),
          ),
    ],
  };
}

/** Three digits: "4", "1.33", "1.00e+12". */
function round(value: number): string {
  if (value !== 0 && (value >= 1e6 || value < 1e-3))
    return value
      .toExponential(2)
      .replace(/\.?0+e/, 'e')
      .replace('e+', 'e');
  return String(Number(value.toPrecision(3)));
}

import { l10n } from '../components/l10n';
import { formatCount } from '../trace/format';

/** @returns what is wrong with a text as a whole number within limits; undefined: nothing */
export function wholeNumber(least: number, most: number): (text: string) => string | undefined {
  return (text) => {
    const value = /^\s*\d+\s*$/.test(text) ? Number(text) : NaN;
    return value >= least && value <= most
      ? undefined
      : l10n.t('Give a whole number from {0} to {1}.', formatCount(least), formatCount(most));
  };
}

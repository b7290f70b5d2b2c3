/** What a sweep varies, as it is typed: lists with commas. */
import { MOST_SEED, MOST_TEMPERATURE, MOST_TOKENS } from '../limits';
import type { SweepAxes } from './columns';

/** Empty: as in the request that the sweep begins from. */
export interface SweepTexts {
  readonly maxima: string;
  readonly waits: string;
  /** Continuation texts, one a column; `none` refuses ends only. */
  readonly strings: string;
  readonly temperatures: string;
  readonly seeds: string;
}
export type SweepField = keyof SweepTexts;

/** One sentence a field that is wrong. */
export type SweepProblems = Readonly<Partial<Record<SweepField, string>>>;

/** @returns axes where nothing is wrong */
export function readAxes(texts: SweepTexts): { axes: SweepAxes | null; problems: SweepProblems } {
  const problems: Partial<Record<SweepField, string>> = {};
  const list = <T>(field: SweepField, rule: string, read: (text: string) => T | null): T[] | undefined => {
    if (texts[field].trim() === '') return undefined;
    const values: T[] = [];
    const seen = new Set<string>();
    for (const text of texts[field].split(',').map((one) => one.trim())) {
      const value = read(text);
      if (value === null) {
        problems[field] ??=
          text === '' ? `Something is missing between two commas.` : `“${text}” is not ${rule}.`;
      } else {
        const key = JSON.stringify(value);
        if (seen.has(key)) problems[field] ??= `“${text}” is there twice.`;
        seen.add(key);
        values.push(value);
      }
    }
    return values;
  };
  const whole = (field: SweepField, least: number, most: number): number[] | undefined =>
    list(field, `a whole number from ${least} to ${most}`, (text) =>
      /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : null,
    );
  const axes: SweepAxes = {
    maxima: whole('maxima', 1, MOST_TOKENS),
    waits: whole('waits', 0, MOST_TOKENS),
    continuations: list('strings', 'a text', (text) => (text === '' ? null : text === 'none' ? [] : [text])),
    temperatures: list('temperatures', `a number from 0 to ${MOST_TEMPERATURE}`, (text) =>
      /^(\d+(\.\d+)?|\.\d+)$/.test(text) && Number(text) <= MOST_TEMPERATURE ? Number(text) : null,
    ),
    seeds: whole('seeds', 0, MOST_SEED),
  };
  return { axes: Object.keys(problems).length === 0 ? axes : null, problems };
}

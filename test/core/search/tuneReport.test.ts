import { describe, expect, it } from 'vitest';
import { chartPanels } from '../../../src/core/search/tune/chartPanels';
import { parseTuneReport } from '../../../src/core/search/tune/tuneReport';
import { tuneToy } from '../../support/tuneToy';

const report = tuneToy();
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (value: unknown) => parseTuneReport(bytes(JSON.stringify(value, null, 2)));

describe('the file of a tuning', () => {
  it('is read as it was written', () => {
    expect(read(report)).toEqual(report);
  });

  it('is refused with the byte, the line or the field that is wrong', () => {
    const text = JSON.stringify(report, null, 2);
    expect(() => parseTuneReport(Uint8Array.of(0x7b, 0xff))).toThrow(/byte 1: the text is not valid UTF-8/);
    expect(() => parseTuneReport(bytes(text.slice(0, -20)))).toThrow(/line \d+: the file ends too early/);
    expect(() => parseTuneReport(bytes(text.replace('"probe": 2,', '"probe": 2')))).toThrow(
      /line 5: the JSON is broken here/,
    );
    const [first, ...others] = report.ways;
    expect(() => read({ ...report, ways: [{ ...first, accuracy: 1.5 }, ...others] })).toThrow(
      /tune: ways\.0\.accuracy: .*The file was left as it is/,
    );
    expect(() => read({ ...report, schema: 2 })).toThrow(/tune: schema: /);
    expect(() => read([])).toThrow(/no result of waitpoint tune/);
  });
});

describe('its chart', () => {
  it('compares with best-of-N under the budget of the samples that predict alone', () => {
    const [one] = report.ways;
    if (!one) throw new Error('The toy has ways.');
    const others = [
      { ...one, method: 'best-of-n@4', budget: 512 },
      { ...one, method: 'best-of-n@4', waits: 1 },
      { ...one, method: 'best-of-n@4:prm-min-vote' },
    ];
    const last = chartPanels({ ...report, ways: [...others, ...report.ways] }, 'quantile').at(-1);
    const compared = last?.lines.find(({ kind }) => kind === 'best-of-n')?.points;
    expect(compared?.map(({ method, budget, waits }) => [method, budget, waits])).toEqual(
      [1, 2, 4, 8, 16].map((n) => [`best-of-n@${n}`, 256, 0]),
    );
  });
});

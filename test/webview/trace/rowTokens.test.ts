import { describe, expect, it } from 'vitest';
import { heightOfToken, tokenAtHeight, type TokenRow } from '../../../webview/trace/rowTokens';

/** Rows below each other: [first token, token after the last, height]; a height of 0 is a row that is not shown. */
function laidOut(...rows: [start: number, end: number, height: number][]) {
  let top = 0;
  const boxes = new Map<TokenRow, { top: number; height: number }>();
  for (const [start, end, height] of rows) {
    boxes.set({ element: null as unknown as Element, start, end }, { top: height === 0 ? 0 : top, height });
    top += height;
  }
  return { rows: [...boxes.keys()], measure: (row: TokenRow) => boxes.get(row) ?? { top: 0, height: 0 } };
}

const { rows, measure } = laidOut([0, 10, 20], [10, 12, 20], [12, 40, 0], [40, 60, 40]);

describe('tokenAtHeight', () => {
  it('goes by the row, and by the share of it', () => {
    const at = (y: number) => tokenAtHeight(rows, y, measure);
    expect([-5, 0, 10, 20, 30].map(at)).toEqual([0, 0, 5, 10, 11]);
    expect([40, 60, 80, 500].map(at)).toEqual([40, 50, 60, 60]);
  });

  it('is nothing without rows', () => {
    expect(tokenAtHeight([], 3, measure)).toBeNull();
  });
});

describe('heightOfToken', () => {
  it('is the inverse', () => {
    const of = (token: number) => heightOfToken(rows, token, measure);
    expect([0, 5, 10, 11, 50].map(of)).toEqual([0, 10, 20, 30, 60]);
  });

  it('takes the next row that is shown for a token that is not', () => {
    expect(heightOfToken(rows, 20, measure)).toBe(40);
  });

  it('is at the end of the last row for what comes after it', () => {
    expect(heightOfToken(rows, 99, measure)).toBe(80);
  });
});

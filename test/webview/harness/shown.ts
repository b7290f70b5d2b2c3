/** What a page shows of a trace, read back from its elements. */
import type { Page } from 'playwright-core';
import type { Trace } from '../../../src/core/trace/trace';
import { displayText } from '../../../webview/trace/displayText';
import type { TokenKind } from '../../../webview/trace/tokenHighlights';
import { rowsOf } from '../../../webview/trace/rows';
import { markSentence } from '../../../webview/trace/words';

/** One line a row: a step's text as it is, a mark's sentence. */
export function shownRows(page: Page): Promise<string[]> {
  return page
    .locator('wp-step-list li')
    .evaluateAll((rows) => rows.map((row) => row.querySelector('.text, .words')?.textContent ?? ''));
}

/** The same, from the trace. */
export function expectedRows(trace: Trace): string[] {
  return rowsOf(trace).map((row) =>
    row.kind === 'mark'
      ? markSentence(row.intervention, trace.thinking.start)
      : trace.tokens.text.slice(row.start, row.end).map(displayText).join(''),
  );
}

/** Texts that a highlight covers, in the order of the page. */
export function highlighted(page: Page, kind: TokenKind): Promise<string[]> {
  return page.evaluate((name) => {
    const ranges = [...(CSS.highlights.get(`wp-${name}`) ?? [])] as StaticRange[];
    return ranges.map((range) =>
      (range.startContainer as Text).data.slice(range.startOffset, range.endOffset),
    );
  }, kind);
}

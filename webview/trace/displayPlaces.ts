/** Places in a text as it is shown, which spells out control characters, from places in the trace. */
import type { Trace } from '../../src/core/trace/trace';
import { displayText } from './displayText';

/** Where characters `from` to `to` of the exact text of tokens `start` to `end` stand in their shown text. */
export function shownCharacters(
  trace: Trace,
  start: number,
  end: number,
  from: number,
  to: number,
): { from: number; to: number } {
  let exact = 0;
  let shown = 0;
  const found = { from: 0, to: 0 };
  for (let token = start; token < end && exact < to; token++) {
    const text = trace.tokens.text[token] ?? '';
    const place = (at: number): number => shown + displayText(text.slice(0, at - exact)).length;
    if (from >= exact && from < exact + text.length) found.from = place(from);
    if (to > exact && to <= exact + text.length) found.to = place(to);
    exact += text.length;
    shown += displayText(text).length;
  }
  return found;
}

/** Where tokens `from` to `to` (exclusive) stand in the shown text that begins with token `start`. */
export function shownTokens(
  trace: Trace,
  start: number,
  from: number,
  to: number,
): { from: number; to: number } {
  const length = (first: number, end: number): number => {
    let sum = 0;
    for (let token = first; token < end; token++) sum += displayText(trace.tokens.text[token] ?? '').length;
    return sum;
  };
  const before = length(start, from);
  return { from: before, to: before + length(from, to) };
}

/** A range of a text node that nothing needs to keep up to date. */
export function rangeOf(node: Text, { from, to }: { from: number; to: number }): StaticRange {
  return new StaticRange({
    startContainer: node,
    startOffset: Math.min(from, node.length),
    endContainer: node,
    endOffset: Math.min(to, node.length),
  });
}

/** The one text node of a `.text` element. */
export function textNodeOf(element: HTMLElement): Text | null {
  return element.firstChild instanceof Text ? element.firstChild : null;
}

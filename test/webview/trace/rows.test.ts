import { describe, expect, it } from 'vitest';
import { rowsOf, type Row } from '../../../webview/trace/rows';
import { arithmetic, draft, failed, forced, hostile } from '../harness/scenarios';
import { TraceScript } from '../harness/traceScript';

/** "0:0-3" is step 0 with tokens 0 to 3; "+" goes on with it; "wait 1" a mark. */
const brief = (rows: readonly Row[]): string[] =>
  rows.map((row) =>
    row.kind === 'mark'
      ? `${row.intervention.kind} ${row.number}`
      : `${row.count === null ? '+' : (row.index ?? '…')}:${row.start}-${row.end}`,
  );

const three = ['a', 'b', 'c'];

describe('rowsOf', () => {
  it('puts marks before the step they begin', () => {
    const { trace } = new TraceScript(draft())
      .text('', 'model', three)
      .step()
      .wait('Wait', 0.9)
      .text('x')
      .step();
    expect(brief(rowsOf(trace))).toEqual(['0:0-3', 'wait 1', '1:3-5']);
  });

  it('shows the step that is being written', () => {
    const { trace } = new TraceScript(draft()).text('', 'model', three).step().text('', 'model', three);
    expect(brief(rowsOf(trace))).toEqual(['0:0-3', '…:3-6']);
  });

  it('divides a step at an intervention inside it, and counts its tokens once', () => {
    const { trace } = new TraceScript(draft())
      .text('', 'model', three)
      .wait('', 0.9)
      .text('', 'model', three)
      .step(0.5);
    const rows = rowsOf(trace);
    expect(brief(rows)).toEqual(['0:0-3', 'wait 1', '+:3-6']);
    expect(rows[0]).toMatchObject({ count: 6, score: 0.5 });
  });

  it('shows a mark after the last token', () => {
    const { trace } = new TraceScript(draft()).text('', 'model', three).step().wait('', 0.9);
    expect(brief(rowsOf(trace))).toEqual(['0:0-3', 'wait 1']);
  });

  it('numbers waits apart from edits, and leaves the forced end out', () => {
    const { trace } = new TraceScript(draft())
      .edit('x')
      .step()
      .wait('Wait', 1)
      .step()
      .wait('Wait', 1)
      .endThinking('budget');
    expect(brief(rowsOf(trace))).toEqual(['edit 1', '0:0-1', 'wait 1', '1:1-2', 'wait 2', '…:2-3']);
  });

  it('shows every token of the thinking exactly once, whatever the steps cover', () => {
    const gaps = new TraceScript(draft()).text('', 'model', ['a', 'b', 'c', 'd', 'e']).trace;
    gaps.steps.push({ start: 1, end: 3, score: null }, { start: 2, end: 4, score: null });
    for (const trace of [arithmetic().trace, forced().trace, failed().trace, hostile().trace, gaps]) {
      const tokens = rowsOf(trace).flatMap((row) =>
        row.kind === 'step' ? Array.from({ length: row.end - row.start }, (_, i) => row.start + i) : [],
      );
      expect(tokens).toEqual(Array.from({ length: trace.thinking.end }, (_, i) => i));
    }
  });
});

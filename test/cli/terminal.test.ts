import { expect, test } from 'vitest';
import { RunDrawing } from '../../src/cli/terminal';
import type { Grade } from '../../src/core/trace/trace';
import type { TraceEvent } from '../../src/core/trace/traceEvent';
import { FakeScreen } from './screen';
import { Script, scriptedRun } from './scriptedRun';

function drawn(script: Script, screen: FakeScreen): FakeScreen {
  const drawing = new RunDrawing(screen, { device: 'CPU (2 threads)', description: 'good for sums' });
  for (const event of script.events) drawing.handle(event);
  drawing.finish(script.result());
  return screen;
}

/** Draws the events until `last`, and no summary. */
function drawnUntil(script: Script, last: (event: TraceEvent) => boolean, screen: FakeScreen): FakeScreen {
  const drawing = new RunDrawing(screen, { device: 'CPU' });
  for (const event of script.events) {
    drawing.handle(event);
    if (last(event)) break;
  }
  return screen;
}

/** Escape codes made readable. */
function readable(text: string): string {
  return text.replaceAll('\u001b', '␛');
}

test.each([80, 40, 24])('a finished run at %i columns looks like its golden', async (columns) => {
  const screen = drawn(scriptedRun(), new FakeScreen(columns, 24, true));
  await expect(readable(screen.shown)).toMatchFileSnapshot(`golden/terminal-${columns}.txt`);
});

test('every write to a colour terminal looks like its golden', async () => {
  const screen = drawn(scriptedRun(), new FakeScreen(80, 24, true));
  await expect(readable(screen.written)).toMatchFileSnapshot('golden/terminal-writes.txt');
});

test('without a terminal there are plain lines, no escapes, nothing twice', async () => {
  const screen = drawn(scriptedRun(), new FakeScreen(Infinity, 0, false));
  expect(screen.written).not.toContain('\u001b');
  await expect(screen.written).toMatchFileSnapshot('golden/plain.txt');
});

test('without a terminal a step is printed as soon as its score is there, in order', () => {
  const screen = new FakeScreen(Infinity, 0, false);
  drawnUntil(scriptedRun(), (event) => event.type === 'score' && event.index === 1, screen);
  expect(screen.written).toMatch(
    /1 0\.29 .*\n.*2 0\.14 .*\n-- Wait 1 · end suppressed, p 0\.97 · after 4 tokens\n$/,
  );
});

test('colours without a terminal are never redrawn', () => {
  const screen = drawn(scriptedRun(), new FakeScreen(80, 0, true));
  expect(screen.written).toContain('\u001b[7m Wait 1 \u001b[0m');
  // eslint-disable-next-line no-control-regex -- cursor movements are what it looks for
  expect(screen.written).not.toMatch(/\u001b\[\d*[AJ]/);
});

test('a step shows at once, and its score is filled in when it arrives', () => {
  const before = drawnUntil(scriptedRun(), (event) => event.type === 'step', new FakeScreen(80, 24, false));
  expect(before.shown).toContain('  1  ···  Step 1: 83*46=3698.');
  const after = drawnUntil(scriptedRun(), (event) => event.type === 'score', new FakeScreen(80, 24, false));
  expect(after.shown).toContain('  1 0.29  Step 1: 83*46=3698.');
  expect(after.shown).not.toContain('  1  ···');
});

test('a screen of few lines shows the end of what streams, and all of it once it is final', () => {
  const screen = drawn(scriptedRun(), new FakeScreen(40, 4, true));
  expect(screen.shown).toBe(drawn(scriptedRun(), new FakeScreen(40, 24, true)).shown);
});

test('unscored runs have no score column', () => {
  const screen = drawn(scriptedRun({ scored: false }), new FakeScreen(80, 24, false));
  expect(screen.shown).toContain('\n  1  Step 1: 83*46=3698.\n  2  Step 2: 3698-118=3580.\n');
  expect(screen.shown).toContain('not scored');
});

test('no line is wider than the screen', () => {
  for (let columns = 24; columns <= 100; columns++) {
    const { shown } = drawn(scriptedRun(), new FakeScreen(columns, 24, false));
    for (const line of shown.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
  }
});

test('a forced end, and a run broken off in mid-step, say so', () => {
  const cut = new Script('q')
    .tokens('model', 'one', ' two')
    .add({ type: 'thinkingEnd', end: 2, answerStart: 3, reason: 'budget' })
    .add({
      type: 'intervention',
      intervention: { kind: 'end', at: 2, text: '</think>\nFinal Answer:', suppressedProb: null },
    })
    .tokens('forced', '</think>', '\nFinal Answer:')
    .tokens('model', ' 3')
    .add({
      type: 'finish',
      finish: { thinking: 'budget', answer: 'stop' },
      answer: { start: 3, end: 5, text: '\nFinal Answer: 3', extracted: '3' },
      failure: null,
    });
  const { shown } = drawn(cut, new FakeScreen(80, 24, false));
  expect(shown).toContain(
    '  1    –  one two\n-- Forced end · thinking cut at 2 tokens\n    Final Answer: 3\n',
  );
  expect(shown).toContain('· forced end ·');

  const broken = new Script('q').tokens('model', 'one', ' two');
  const screen = drawn(broken, new FakeScreen(Infinity, 0, false));
  expect(screen.written).toContain('  1    –  one two\n\n0 thinking tokens · 0 waits · broken off');
});

const GRADED: Grade = {
  by: 'grader',
  answer: '7',
  expected: '7.0',
  correct: false,
  kind: 'different',
  reason: 'different: 7 and 7.0',
};

/** An answer of one token after a step. */
function answeredBy(score: number, extracted: string | null, prob = 0.9): Script {
  const text = extracted === null ? '\nWell.' : `\nFinal Answer: ${extracted}`;
  const script = new Script('q')
    .tokens('model', 'one\n')
    .add({ type: 'step', index: 0, step: { start: 0, end: 1, score: null } })
    .add({ type: 'score', index: 0, score })
    .add({ type: 'thinkingEnd', end: 1, answerStart: 2, reason: 'end' })
    .tokens('model', '</think>')
    .tokens('model', text);
  const tokens = script.events.at(-1);
  if (tokens?.type === 'tokens') tokens.tokens.prob[0] = prob;
  return script.add({
    type: 'finish',
    finish: { thinking: 'end', answer: 'stop' },
    answer: { start: 2, end: 3, text, extracted },
    failure: null,
  });
}

test.each<[string, Script, string]>([
  ['of a low last step', answeredBy(0.03, 'unknown'), 'Answer: unknown  (low confidence: last step 0.03)\n'],
  ['of an unsure model', answeredBy(0.91, '7', 0.31), 'Answer: 7  (low confidence: p 0.31)\n'],
  ['of both', answeredBy(0.2, '7', 0.31), 'Answer: 7  (low confidence: p 0.31, last step 0.20)\n'],
  ['of none', answeredBy(0.91, '7'), 'Answer: 7\n'],
  ['without an answer', answeredBy(0.03, null), 'No answer could be extracted.\n'],
])('the doubt %s stands behind the answer', (_, script, line) => {
  expect(drawn(script, new FakeScreen(Infinity, 0, false)).shown).toContain(`\n${line}`);
});

test.each<[string, Grade[], string]>([
  [
    'why it is right',
    [{ ...GRADED, correct: true, kind: 'normalised', reason: 'equal after normalising: 7' }],
    'right: equal after normalising: 7\n',
  ],
  ['why it is wrong', [{ ...GRADED, reason: 'different:\u001b 7' }], 'wrong: different:␛ 7\n'],
  [
    'a person’s word first',
    [GRADED, { by: 'user', answer: '7', correct: true, at: '' }],
    'right: marked by hand\n',
  ],
])('an answer with a right one says %s', (_, grades, line) => {
  const script = answeredBy(0.91, '7');
  const [start] = script.events;
  if (start?.type === 'start') start.trace.question.expected = '7.0';
  for (const grade of grades) script.add({ type: 'grade', grade });
  const { shown } = drawn(script, new FakeScreen(Infinity, 0, false));
  expect(shown).toContain(`\nAnswer: 7\n${line}`);
});

test('other continuation strings, and refusing alone, are named in the mark', () => {
  const script = new Script('q', { scored: false })
    .tokens('model', 'one')
    .add({ type: 'step', index: 0, step: { start: 0, end: 1, score: null } })
    .add({
      type: 'intervention',
      intervention: { kind: 'wait', at: 1, text: 'Hmm\u001b', suppressedProb: 0.004 },
    })
    .tokens('forced', 'Hmm\u001b')
    .add({ type: 'step', index: 1, step: { start: 1, end: 2, score: null } })
    .add({ type: 'intervention', intervention: { kind: 'wait', at: 2, text: '', suppressedProb: null } });
  const { shown } = drawn(script, new FakeScreen(80, 24, false));
  expect(shown).toContain('-- Wait 1 “Hmm␛” · end suppressed, p 0.00 · after 1 token\n');
  expect(shown).toContain('-- Wait 2 (refused only) · after 2 tokens\n');
});

test('hostile text is shown and never drives the terminal', () => {
  const hostile = '\u001b[2J\u001b]0;owned\u0007\r\u009b31m\u202e</script>\u0000\u001b[7m Wait 9 \u001b[0m';
  const script = new Script(`q ${hostile}`)
    .tokens('model', hostile, '\u001b', '[2J')
    .add({ type: 'thinkingEnd', end: 3, answerStart: 4, reason: 'end' })
    .tokens('model', '</think>', hostile)
    .add({
      type: 'finish',
      finish: { thinking: 'end', answer: 'stop' },
      answer: { start: 4, end: 5, text: hostile, extracted: hostile },
      failure: null,
    });
  const { written } = drawn(script, new FakeScreen(Infinity, 0, false));
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  expect(written).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(written).toContain('␛[2J␛]0;owned␇␍<U+009B>31m<U+202E></script>␀␛[7m Wait 9 ␛[0m');
});

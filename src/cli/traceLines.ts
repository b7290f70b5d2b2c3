/** What a trace looks like in a terminal, part by part. Pure: lines from data; `terminal.ts` puts them on the screen. */
import { answerConfidence, LOW_PROBABILITY, LOW_SCORE } from '../core/grade/answerConfidence';
import { gradeOf } from '../core/grade/traceGrade';
import { computeText } from '../core/models/computeText';
import { visibleText } from '../core/text';
import type { Intervention, Trace } from '../core/trace/trace';
import { bar, hang, wrap, type Line, type Span, type Style } from './layout';

/** How wide to draw, and what with. */
export interface Look {
  /** Cells of a line; Infinity never wraps. */
  readonly columns: number;
  /** Reverse video, colours and bars; without, plain text that searches and diffs well. */
  readonly color: boolean;
}

/** What the head tells of a run besides its trace. */
export interface Setting {
  /** What evaluates. */
  readonly device: string;
  /** What the model is good for, by the defaults beside it. */
  readonly description?: string | undefined;
}

/** Below this the bar shrinks, below the second it goes: the text needs the room. */
const NARROW = 60;
const NARROWEST = 30;

function barCells({ columns, color }: Look): number {
  if (!color || columns < NARROWEST) return 0;
  return columns < NARROW ? 4 : 8;
}

/** Question, model and scorer. @param setting what the trace does not tell: device and use of the model */
export function headLines(trace: Trace, { device, description }: Setting, look: Look): Line[] {
  const names = [trace.model, trace.scorer].map((model) =>
    model ? `${model.name} (${model.quantization})` : null,
  );
  const about = [
    `${names[0] ?? 'model'} on ${device}`,
    ...(description === undefined ? [] : [description]),
    names[1] ? `scored by ${names[1]}` : 'not scored',
  ].join(' · ');
  return [
    ...wrap([{ text: visibleText(trace.question.text.trim()), style: 'bold' }], look.columns),
    ...wrap([{ text: visibleText(about), style: 'dim' }], look.columns),
    [],
  ];
}

/**
 * A step, or the thinking that is no step yet; nothing for one of blanks.
 * @param number 1 for the first step
 * @param score 0..1; null: not scored; `pending`: its score is on the way
 */
export function stepLines(
  trace: Trace,
  step: { start: number; end: number },
  number: number,
  score: number | null | 'pending',
  look: Look,
): Line[] {
  const text = tokenSpans(trace, step.start, step.end);
  if (text.length === 0) return [];
  const head: Span[] = [{ text: `${String(number).padStart(3)} `, style: 'dim' }];
  if (trace.scorer) head.push(...scoreSpans(score, barCells(look)));
  head.push({ text: ' ' });
  const width = head.reduce((sum, span) => sum + span.text.length, 0);
  return hang(head, wrap(text, look.columns - width));
}

function scoreSpans(score: number | null | 'pending', cells: number): Span[] {
  if (score === 'pending')
    return [{ text: `${'·'.repeat(cells)}${cells > 0 ? ' ' : ''} ···`, style: 'dim' }, { text: ' ' }];
  const spans: Span[] = [];
  if (cells > 0) spans.push({ text: bar(score ?? 0, cells), style: styleOf(score ?? 0) }, { text: ' ' });
  spans.push({ text: `${score === null ? '   –' : score.toFixed(2)} ` });
  return spans;
}

function styleOf(score: number): Style {
  if (score < 1 / 3) return 'low';
  return score < 2 / 3 ? 'middle' : 'high';
}

/** Text of tokens, forced and edited ones in reverse video; blank lines and spaces at both ends cut. */
export function tokenSpans(trace: Trace, start: number, end: number): Span[] {
  const { text, provenance } = trace.tokens;
  const spans: { text: string; style: Style | undefined }[] = [];
  for (let i = start; i < end; i++) {
    const style: Style | undefined = provenance[i] === 'model' ? undefined : 'reverse';
    const last = spans.at(-1);
    if (last && last.style === style) last.text += text[i] ?? '';
    else spans.push({ text: text[i] ?? '', style });
  }
  while (spans[0] && (spans[0].text = spans[0].text.replace(/^\s+/, '')) === '') spans.shift();
  for (let last = spans.at(-1); last && (last.text = last.text.trimEnd()) === ''; last = spans.at(-1))
    spans.pop();
  return spans.map((span) => ({ text: visibleText(span.text), style: span.style }));
}

/** @param number 1 for the first wait; other kinds are not numbered */
export function interventionLines(
  trace: Trace,
  intervention: Intervention,
  number: number,
  look: Look,
): Line[] {
  const after = count(intervention.at - trace.thinking.start, 'token');
  switch (intervention.kind) {
    case 'wait': {
      const text = intervention.text.trim();
      const shown = text === '' ? ' (refused only)' : text === 'Wait' ? '' : ` “${visibleText(text)}”`;
      const prob = intervention.suppressedProb;
      const suppressed = prob === null ? '' : `end suppressed, p ${prob.toFixed(2)} · `;
      return mark(`Wait ${number}${shown}`, `${suppressed}after ${after}`, look);
    }
    case 'end': {
      // Without a suppressed end the budget cut; with one the model ended its text inside the thinking.
      const why = intervention.suppressedProb === null ? 'thinking cut at' : 'the model ended its text after';
      return mark('Forced end', `${why} ${after}`, look);
    }
    case 'edit':
      return mark('Edit', `after ${after}`, look);
    default:
      return intervention.kind satisfies never;
  }
}

/** A natural end of the thinking; a forced one is an intervention. */
export function endLines(trace: Trace, look: Look): Line[] {
  if (trace.finish.thinking !== 'end') return [];
  const { end } = trace.thinking;
  const prob = trace.tokens.provenance[end] === 'model' ? trace.tokens.prob[end] : null;
  return mark(
    '',
    `end of thinking, chosen by the model${prob == null ? '' : `, p ${prob.toFixed(2)}`}`,
    look,
  );
}

function mark(label: string, rest: string, { columns, color }: Look): Line[] {
  const spans: Span[] = [{ text: color ? '── ' : '-- ', style: 'dim' }];
  if (label !== '')
    spans.push({ text: color ? ` ${label} ` : `${label} ·`, style: 'reverse' }, { text: ' ' });
  return wrap([...spans, { text: rest, style: 'dim' }], columns);
}

/** The answer as far as it is there. */
export function answerLines(trace: Trace, look: Look): Line[] {
  if (!trace.answer) return [];
  const text = tokenSpans(trace, trace.answer.start, trace.answer.end);
  return text.length === 0 ? [] : hang([{ text: '    ' }], wrap(text, look.columns - 4));
}

/** The extracted answer, and the counts of the run. */
export function summaryLines(trace: Trace, look: Look): Line[] {
  const lines: Line[] = [[]];
  const extracted = trace.answer?.extracted;
  if (extracted != null) {
    const answer: Span[] = [{ text: 'Answer: ' }, { text: visibleText(extracted), style: 'bold' }];
    const doubt = doubtOf(trace);
    if (doubt !== null) answer.push({ text: `  (low confidence: ${doubt})`, style: 'low' });
    lines.push(...wrap(answer, look.columns), ...gradeLines(trace, extracted, look));
  } else if (trace.answer) {
    lines.push(...wrap([{ text: 'No answer could be extracted.' }], look.columns));
  }
  const waits = trace.interventions.filter(({ kind }) => kind === 'wait').length;
  const speed = tokensPerSecond(trace);
  const parts = [count(trace.usage.thinkingTokens, 'thinking token'), count(waits, 'wait'), endOf(trace)];
  if (speed !== null) parts.push(`${speed.toFixed(speed < 10 ? 1 : 0)} tokens/s`);
  lines.push(...wrap([{ text: parts.join(' · '), style: 'dim' }], look.columns));
  if (trace.compute) lines.push(...wrap([{ text: computeText(trace.compute), style: 'dim' }], look.columns));
  return lines;
}

/** Whether it is the right answer, and how that was seen; nothing where that is not known. */
function gradeLines(trace: Trace, answer: string, look: Look): Line[] {
  const grade = gradeOf(trace, answer);
  if (grade === null) return [];
  const word = grade.correct ? 'right' : 'wrong';
  const reason = grade.by === 'user' ? 'marked by hand' : (grade.verdict?.reason ?? 'compared as text');
  return wrap(
    [{ text: visibleText(`${word}: ${reason}`), style: grade.correct ? 'high' : 'low' }],
    look.columns,
  );
}

/** Why the answer cannot be relied on; null where nothing says so. */
function doubtOf(trace: Trace): string | null {
  const { low, probability, lastScore } = answerConfidence(trace);
  if (!low) return null;
  const reasons: string[] = [];
  if (probability !== null && probability < LOW_PROBABILITY) reasons.push(`p ${probability.toFixed(2)}`);
  if (lastScore !== null && lastScore < LOW_SCORE) reasons.push(`last step ${lastScore.toFixed(2)}`);
  return reasons.join(', ');
}

function endOf({ finish }: Trace): string {
  if (finish.thinking === null || finish.thinking === 'abort' || finish.answer === 'abort')
    return 'broken off';
  const cut = finish.answer === 'limit' ? ', answer cut' : '';
  return `${finish.thinking === 'budget' ? 'forced end' : 'natural end'}${cut}`;
}

/** Tokens a second from the first to the last, scoring included; null with fewer than two. */
export function tokensPerSecond({ tokens }: Trace): number | null {
  const first = tokens.timeMs[0];
  const last = tokens.timeMs.at(-1);
  if (first === undefined || last === undefined || last <= first) return null;
  return ((tokens.timeMs.length - 1) * 1000) / (last - first);
}

function count(value: number, noun: string): string {
  return `${value} ${noun}${value === 1 ? '' : 's'}`;
}

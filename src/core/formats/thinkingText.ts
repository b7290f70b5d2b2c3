/** Texts that hold thinking and answer, divided by a pair of delimiters. */

export interface Delimiters {
  readonly start: string;
  readonly end: string;
  /** Around the answer, where a format has that. */
  readonly answerStart?: string;
  readonly answerEnd?: string;
}

export const THINK_TAGS: Delimiters = { start: '<think>', end: '</think>' };
export const S1_TURNS: Delimiters = { start: '<|im_start|>think', end: '<|im_start|>answer' };
export const THOUGHT_TAGS: Delimiters = {
  start: '<|begin_of_thought|>',
  end: '<|end_of_thought|>',
  answerStart: '<|begin_of_solution|>',
  answerEnd: '<|end_of_solution|>',
};

export interface DividedText {
  /** What stands before the opening delimiter. */
  readonly before: string;
  readonly thinking: string;
  /** From the end of the thinking to the beginning of the answer. */
  readonly delimiter: string;
  /** Null: the thinking does not end. */
  readonly answer: string | null;
}

/** What models write after their last word. */
const END_OF_TEXT = /(?:<\|im_end\|>|<\|endoftext\|>|<｜end▁of▁sentence｜>|<\|eot_id\|>)\s*$/;

export function holdsThinking(text: string, { start, end }: Delimiters): boolean {
  return text.includes(start) || text.includes(end);
}

/**
 * Divides a text at its first delimiters. The opening one may be missing, as templates write it before the model
 * does; a later closing one is part of the answer, as in runs (shared semantics, section 1).
 * @returns null where there is no delimiter
 */
export function divideText(text: string, delimiters: Delimiters): DividedText | null {
  let start = text.indexOf(delimiters.start);
  const end = text.indexOf(delimiters.end, start < 0 ? 0 : start);
  if (start < 0 && end < 0) return null;
  // The end before the start: the first thinking began without an opening.
  const first = text.indexOf(delimiters.end);
  if (first >= 0 && first < start) start = -1;
  const from = start < 0 ? 0 : start + delimiters.start.length;
  const to = start < 0 ? first : end;
  const inside = to < 0 ? text.slice(from).replace(END_OF_TEXT, '') : text.slice(from, to);
  const thinking = start < 0 ? inside : withoutFirstLineBreaks(inside);
  const before = start < 0 ? '' : text.slice(0, start);
  if (to < 0) return { before, thinking, delimiter: '', answer: null };
  const answerFrom = answerStartOf(text, to + delimiters.end.length, delimiters);
  return {
    before,
    thinking,
    delimiter: text.slice(to, answerFrom),
    answer: answerOf(text.slice(answerFrom), delimiters),
  };
}

/** They belong to the opening delimiter: a prompt ends in `<think>` and a newline. */
function withoutFirstLineBreaks(text: string): string {
  const blanks = /^\s*/.exec(text)?.[0] ?? '';
  return text.slice(blanks.lastIndexOf('\n') + 1);
}

function answerStartOf(text: string, at: number, { answerStart }: Delimiters): number {
  if (answerStart === undefined) return at;
  const blanks = /\s*/y;
  blanks.lastIndex = at;
  blanks.test(text);
  return text.startsWith(answerStart, blanks.lastIndex) ? blanks.lastIndex + answerStart.length : at;
}

function answerOf(text: string, { answerEnd }: Delimiters): string {
  const answer = text.replace(END_OF_TEXT, '');
  const end = answerEnd === undefined ? -1 : answer.lastIndexOf(answerEnd);
  return end >= 0 && answer.slice(end + (answerEnd ?? '').length).trim() === ''
    ? answer.slice(0, end)
    : answer;
}

/** Opening and closing of a user's turn, in the templates of Qwen (ChatML) and DeepSeek. */
const USER_TURN = /(?:<\|im_start\|>user\n|<｜User｜>)([\s\S]*?)(?:<\|im_end\|>|<｜Assistant｜>|$)/g;

/** The question in what stands before the thinking: the last user's turn of a chat template, else all of it. */
export function questionIn(before: string): string {
  const turns = [...before.matchAll(USER_TURN)];
  return (turns.at(-1)?.[1] ?? before).trim();
}

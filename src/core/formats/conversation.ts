/** Conversations of any format, turn by turn: every turn of the model that shows its reasoning is a trace. */
import { RowError, type Complain, type ForeignTrace } from './foreignTrace';
import type { DividedText } from './thinkingText';

export interface Turn {
  /** `system`, `user`, `assistant`, or what the source calls it. */
  readonly role: string;
  readonly text: string;
  /** Null: the turn shows none. */
  readonly reasoning: { readonly text: string; readonly delimiter: string; readonly ended: boolean } | null;
  readonly notes: readonly string[];
}

/** A row of more is no conversation, and its questions would grow with the square of it. */
export const MOST_TRACES_A_ROW = 1000;

/**
 * The question of each is the conversation before it. A single message of the user is its text; of more, each begins
 * with its role (`User: …`, a blank line, `Assistant: …`). Reasoning of earlier turns is left out, as chat templates
 * leave it out, and so is a system prompt, which a note tells of.
 * @throws RowError when no turn shows its reasoning
 */
export function* tracesOfTurns(turns: readonly Turn[], complain: Complain): Generator<ForeignTrace> {
  const notes = systemNotes(turns);
  let transcript = '';
  let only: Turn | null = null;
  let before = 0;
  let found = 0;
  for (const turn of turns) {
    if (turn.role === 'assistant' && turn.reasoning !== null) {
      if (++found > MOST_TRACES_A_ROW) {
        complain([], `has more than ${MOST_TRACES_A_ROW} turns with reasoning; the others are left out`);
        return;
      }
      yield {
        question: before === 1 && only?.role === 'user' ? only.text : transcript,
        thinking: turn.reasoning.text,
        delimiter: turn.reasoning.delimiter,
        answer: turn.reasoning.ended ? turn.text : null,
        expected: null,
        notes: [...notes, ...turn.notes],
      };
    }
    if (turn.role === 'system') continue;
    before++;
    only = turn;
    transcript += `${transcript === '' ? '' : '\n\n'}${nameOf(turn.role)}: ${turn.text.trim()}`;
  }
  if (found === 0) throw new RowError([], 'has no turn of the model that shows its reasoning');
}

/** The reasoning and the text of a turn whose delimiters stand in its text. */
export function turnOfText(role: string, text: string, divided: DividedText | null): Turn {
  if (!divided) return { role, text, reasoning: null, notes: [] };
  const { before, thinking, delimiter, answer } = divided;
  const note = `Text before the thinking is not shown: ${before.trim().length} characters.`;
  return {
    role,
    text: answer ?? '',
    reasoning: { text: thinking, delimiter, ended: answer !== null },
    notes: before.trim() === '' ? [] : [note],
  };
}

function systemNotes(turns: readonly Turn[]): string[] {
  const length = turns.reduce((sum, { role, text }) => (role === 'system' ? sum + text.length : sum), 0);
  return length === 0 ? [] : [`A system prompt of ${length} characters is not part of the question.`];
}

function nameOf(role: string): string {
  return role.charAt(0).toUpperCase() + role.slice(1);
}

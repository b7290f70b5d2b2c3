import type { ForkAction } from '../fork';
// Types alone: the view edits texts, and should not carry the schema for it.
import type { Trace } from './trace';

export interface EditedAt {
  /** Token at which the fork leaves its parent. */
  readonly at: number;
  readonly action: ForkAction;
}

/**
 * The fork that has `text` where the trace has tokens `start` to `end`, and goes on from there: tokens that both
 * begin with stay as they are, the rest of the text is a person's.
 * @returns null where nothing was changed
 */
export function editedAt({ tokens }: Trace, start: number, end: number, text: string): EditedAt | null {
  let said = '';
  let at = start;
  let kept = 0;
  for (let i = start; i < end; i++) {
    said += tokens.text[i] ?? '';
    if (!text.startsWith(said)) break;
    // A token without text begins a character: it is kept with the one that completes it, or not at all.
    if (said.length === kept) continue;
    kept = said.length;
    at = i + 1;
  }
  if (at === end && kept === text.length) return null;
  const rest = text.slice(kept);
  return { at, action: rest === '' ? { kind: 'none' } : { kind: 'edit', text: rest } };
}

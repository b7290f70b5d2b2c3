import { textFormat } from './textRow';
import { THINK_TAGS } from './thinkingText';

/** What R1 and its like write: `<think>…</think>answer`; the opening tag may be missing. */
export const r1Text = textFormat('r1', 'R1 text: <think> … </think> answer', THINK_TAGS);

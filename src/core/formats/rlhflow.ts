/** RLHFlow's PRM data: a conversation in which the user says the steps and the assistant the signs. */
import { z } from 'zod';
import { checkRow, listOf } from './checkRow';
import { findFirstStep } from './firstStep';
import { RowError, type ForeignStep, type Format } from './foreignTrace';
import { someTurn } from './taggedConversation';

const rowSchema = z.object({
  conversations: listOf(z.object({ role: z.string(), content: z.string() })),
});

export const rlhflow: Format = {
  name: 'rlhflow',
  title: 'RLHFlow PRM: conversations of steps, each answered by + or -',
  detect: (row) => someTurn(row, ({ role, content }) => role === 'assistant' && isSign(content)),
  *read(row) {
    const { conversations } = checkRow(rowSchema, row);
    if (conversations.length === 0) throw new RowError(['conversations'], 'is empty');
    const steps: ForeignStep[] = [];
    for (const [index, { role, content }] of conversations.entries()) {
      const wanted = index % 2 === 0 ? 'user' : 'assistant';
      if (role !== wanted)
        throw new RowError(
          ['conversations', index, 'role'],
          `must be "${wanted}": steps and signs take turns`,
        );
      if (wanted === 'user') {
        steps.push({ text: content, label: null });
        continue;
      }
      if (!isSign(content)) throw new RowError(['conversations', index, 'content'], 'must be "+" or "-"');
      const step = steps.pop();
      if (step) steps.push({ ...step, label: content.trim() === '+' ? 1 : -1 });
    }
    const first = steps[0]?.text ?? '';
    const start = findFirstStep(first);
    const notes =
      start < 0 ? ['Question and first step stand together: no "Step 1:" tells where the step begins.'] : [];
    yield {
      question: first.slice(0, Math.max(0, start)).trim(),
      thinking: steps.map((step, index) =>
        index > 0 ? step : { ...step, text: first.slice(Math.max(0, start)) },
      ),
      delimiter: '',
      answer: null,
      expected: null,
      notes,
    };
  },
};

function isSign(content: unknown): boolean {
  return typeof content === 'string' && /^\s*[+-]\s*$/.test(content);
}

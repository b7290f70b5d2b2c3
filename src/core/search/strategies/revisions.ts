import type { SearchPath } from '../searchPath';
import type { Strategy } from './strategy';

/** Earlier answers that an attempt sees: Snell et al. (2408.03314) train with up to four. */
export const MOST_EARLIER = 4;

/**
 * Sequential revisions (Snell et al., 2408.03314, section 6): chains side by side; in each every attempt is asked with
 * the last answers of its chain before it. All attempts are leaves, since a right answer may be revised into a wrong one.
 */
export const revisions: Strategy = async (search) => {
  const { n, width } = search.settings;
  const { text } = search.record.question;
  const chains = Array.from({ length: width }, (): string[] => []);
  let attempts: SearchPath[] = search.begin(width);
  for (let attempt = 0; attempt < n / width; attempt++) {
    const round = attempt === 0 ? 0 : search.record.rounds;
    if (attempt > 0) {
      attempts = await Promise.all(
        attempts.map(async ({ node }, i) =>
          search.beginAt(await search.promptOf(revisionQuestion(text, chains[i] ?? [])), node),
        ),
      );
    }
    await search.extend(attempts, round, 'end');
    await search.answer(attempts);
    for (const [i, { trace }] of attempts.entries()) chains[i]?.push(trace.answer?.text.trim() ?? '');
  }
};

/** What a model is asked that is to revise: the same question, and what it answered before. */
export function revisionQuestion(question: string, answers: readonly string[]): string {
  const shown = answers.slice(-MOST_EARLIER).map((answer, i) => `Answer ${i + 1}: ${answer}`);
  return [
    question,
    shown.length === 1 ? 'An earlier attempt answered:' : 'Earlier attempts answered, the last one last:',
    ...shown,
    'It may be wrong. Think again, and give the right answer.',
  ].join('\n');
}

/** What commands that ask a typed question share: reading it, and ending where they are interrupted. */
import { EXIT, type ExitCode } from './exit';
import { Interruption } from './interruption';
import { readQuestion } from './question';
import { NOTHING_RECEIVED, warn } from './traceRun';

/** @param typed the question; `-`: it is read from standard input @param ask rejects where it is interrupted before a token came */
export async function askTyped(
  typed: string,
  ask: (question: string, interruption: Interruption) => Promise<ExitCode>,
): Promise<ExitCode> {
  const interruption = new Interruption();
  try {
    return await ask(await interruption.race(readQuestion(typed, process.stdin)), interruption);
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    warn(`Interrupted. ${NOTHING_RECEIVED}`);
    return EXIT.interrupted;
  } finally {
    interruption.dispose();
    // An input that was not read to its end would keep the process alive.
    if (typed === '-') process.stdin.destroy();
  }
}

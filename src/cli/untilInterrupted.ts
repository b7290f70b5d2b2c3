import { EXIT, type ExitCode } from './exit';
import { Interruption } from './interruption';
import { StatusLine } from './streams';
import { warn } from './traceRun';

/**
 * Does work that Ctrl-C may end, with a line of progress that is cleared behind it.
 * @param message what is left behind, where it was interrupted
 * @throws what `work` throws, unless it was interrupted
 */
export async function untilInterrupted(
  message: string,
  work: (signal: AbortSignal, status: StatusLine) => Promise<ExitCode>,
): Promise<ExitCode> {
  const interruption = new Interruption();
  const status = new StatusLine(process.stderr);
  try {
    return await work(interruption.signal, status);
  } catch (error) {
    status.clear();
    if (!interruption.signal.aborted) throw error;
    warn(message);
    return EXIT.interrupted;
  } finally {
    interruption.dispose();
  }
}

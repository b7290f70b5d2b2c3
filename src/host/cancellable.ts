import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';

/** What is over sooner needs no notification: one that only flashes up is noise. */
const SHOWN_AFTER_MS = 600;

export type Report = (message: string) => void;

/**
 * Does work that may take long: a notification tells of it then, and can cancel it.
 * @param work told to stop by `signal`; what it reports is shown
 */
export async function cancellable<T>(
  title: string,
  work: (signal: AbortSignal, report: Report) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  let message = '';
  let show: Report = () => {};
  const working = work(abort.signal, (text) => show((message = text)));
  const isOver = working.then(
    () => true,
    () => true,
  );
  if (await Promise.race([isOver, delay(SHOWN_AFTER_MS, false)])) return working;
  const location = vscode.ProgressLocation.Notification;
  await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    token.onCancellationRequested(() => abort.abort());
    show = (text) => progress.report({ message: text });
    show(message);
    await isOver;
  });
  return working;
}

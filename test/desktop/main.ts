/**
 * One bundle, two ways in. Desktop VS Code calls `run` (its `extensionTestsPath`); code-server, which has no such
 * option, loads the bundle as a small extension whose command runs the cases and writes their report into the workspace.
 */
import * as vscode from 'vscode';
import { cases } from './cases';

/** Where the command writes its report, in the first workspace folder. */
const REPORT_FILE = 'host-suite.json';

export interface CaseReport {
  readonly name: string;
  /** Null where it passed. */
  readonly error: string | null;
}

/** Runs all cases in order; one that fails does not stop the others. */
async function runCases(): Promise<CaseReport[]> {
  const reports: CaseReport[] = [];
  for (const [name, check] of Object.entries(cases)) {
    try {
      await check();
      reports.push({ name, error: null });
    } catch (error) {
      reports.push({ name, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }
  return reports;
}

/** For `extensionTestsPath`: rejects when a case fails. */
export async function run(): Promise<void> {
  const reports = await runCases();
  for (const { name, error } of reports)
    console.log(`${error === null ? '✓' : '✖'} ${name}${error ? `\n${error}` : ''}`);
  const failed = reports.filter(({ error }) => error !== null).length;
  console.log(`\n${reports.length - failed} passed, ${failed} failed`);
  if (failed > 0) throw new Error(`${failed} of ${reports.length} host cases failed.`);
}

export function activate(context: vscode.ExtensionContext): void {
  const command = vscode.commands.registerCommand('waitpointHostSuite.run', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    if (!folder) throw new Error('The host suite needs an open folder for its report.');
    const report = new TextEncoder().encode(JSON.stringify(await runCases(), null, 2));
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, REPORT_FILE), report);
  });
  context.subscriptions.push(command);
}

import type { ForkAction } from '../../src/core/fork';
import type { DebugCommand } from '../../src/protocol/webview';

/** What the parts of the debugger ask of the view that they are in. */
export interface DebugActions {
  /** @param at token; null: where the view stands */
  run(command: DebugCommand, at: number | null): void;
  fork(at: number, action: ForkAction): void;
  goToToken(token: number): void;
  goToStep(index: number): void;
}

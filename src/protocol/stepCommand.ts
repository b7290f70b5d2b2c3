/** Commands on the steps of the trace in view; the workbench knows each as `waitpoint.NAME`. */
export const STEP_COMMANDS = [
  'toggleFold',
  'foldAll',
  'unfoldAll',
  'filterSteps',
  'clearFilter',
  'find',
  'findNext',
  'findPrevious',
  'toggleMaths',
  'copyStep',
  'copyTokens',
  'copyLink',
] as const;
export type StepCommand = (typeof STEP_COMMANDS)[number];

export function isStepCommand(name: string): name is StepCommand {
  return (STEP_COMMANDS as readonly string[]).includes(name);
}

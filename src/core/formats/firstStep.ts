/**
 * Where the first step begins in a text that holds the question before it, or -1. The last `Step 1:` counts: a
 * question may speak of one, a first step hardly does.
 */
export function findFirstStep(text: string): number {
  return text.lastIndexOf('Step 1:');
}

import type { TestProject } from 'vitest/node';
import { setUpTestModels } from '../../scripts/support/stages.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** Absolute paths of the models that nobody here trained. */
    models: { smolLm2: string; gemma3: string };
  }
}

/** Fetches the models, once for all test files. */
export default async function setUp(project: TestProject): Promise<void> {
  project.provide('models', await setUpTestModels());
}

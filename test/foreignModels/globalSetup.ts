import type { TestProject } from 'vitest/node';
import { setUpTestModels, setUpVulkan } from '../../scripts/support/stages.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** Absolute paths of the models that nobody here trained. */
    models: { smolLm2: string; gemma3: string };
    /** Why there is no software device for Vulkan; null: there is one. */
    noVulkan: string | null;
  }
}

/** Fetches the models, once for all test files. */
export default async function setUp(project: TestProject): Promise<void> {
  project.provide('models', await setUpTestModels());
  project.provide('noVulkan', await setUpVulkan());
}

/** `npm run models:check`: whether the shipped models are whole, and the same in llama.cpp as in torch. */
import { join } from 'node:path';
import { checkModels } from './checkModels';

export async function main(root: string): Promise<number> {
  const { seen, faults } = await checkModels({
    folder: join(root, 'models'),
    engineEntry: join(root, 'dist/engineProcess.mjs'),
    torch: true,
  });
  for (const line of seen) console.log(`✔ ${line}`);
  for (const line of faults) console.error(`✖ ${line}`);
  return faults.length > 0 ? 1 : 0;
}

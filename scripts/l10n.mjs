/**
 * `npm run l10n`: gathers the texts of the host and the views, and tells what each translation lacks. With `--write` it
 * also sorts the bundles, drops what nothing says any more, and puts `""` where a text is missing, to be filled in.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  bundleFile,
  languages,
  manifestWordsFile,
  readWords,
  sourceWords,
  translationFaults,
} from './support/l10n.mjs';
import { inRoot, root } from './support/paths.mjs';
import { runScript } from './support/process.mjs';

runScript(async () => {
  const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
  const texts = await sourceWords();
  const manifest = readWords(inRoot('package.nls.json'));
  let faulty = false;
  for (const language of languages)
    for (const [english, file] of /** @type {const} */ ([
      [texts, bundleFile(language)],
      [manifest, manifestWordsFile(language)],
    ])) {
      const translated = readWords(file);
      if (values.write) {
        const kept = Object.keys(english).map((key) => [key, translated[key] ?? '']);
        writeFileSync(file, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
      }
      const faults = translationFaults(english, translated);
      console.log(
        `${path.relative(root, file)}: ${Object.keys(english).length} texts, ${faults.length} faults`,
      );
      for (const fault of faults) console.log(`  ${fault}`);
      faulty ||= faults.length > 0;
    }
  return faulty ? 1 : 0;
});

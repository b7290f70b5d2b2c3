/** Curates a pool, and checks questions and whole traces for n-grams apart. Arguments: pool, evaluation set, folder. */
import { NgramIndex } from '../../src/core/curate/ngramIndex';
import { parseConfig } from '../../src/core/curate/curationConfig';
import { readPoolRow } from '../../src/core/curate/poolRow';
import { curatePool } from '../../src/files/curatePool';
import { readPoolFile } from '../../src/files/pool';

const [, , pool = '', evaluation = '', out = ''] = process.argv;
const config = parseConfig({ seed: 7, decontamination: { against: [evaluation] } }, 'bench');
const began = performance.now();
const { counts } = await curatePool({ paths: [pool], config, configFolder: '/', out });
const wholeMs = performance.now() - began;
const peakBytes = process.resourceUsage().maxRSS * 1024;

const index = new NgramIndex();
const nothing = (): void => {};
for await (const { entry } of readPoolFile({ path: evaluation, name: 'evaluation.jsonl' }, nothing)) {
  const row = 'value' in entry ? readPoolRow(entry.value, config) : entry;
  if (!('problem' in row)) index.add(row.question);
}
let questionMs = 0;
let traceMs = 0;
for await (const { entry } of readPoolFile({ path: pool, name: 'pool.jsonl' }, nothing)) {
  const row = 'value' in entry ? readPoolRow(entry.value, config) : entry;
  if ('problem' in row) continue;
  const start = performance.now();
  index.find(row.question);
  const middle = performance.now();
  index.find(row.trace ?? '');
  questionMs += middle - start;
  traceMs += performance.now() - middle;
}
const { quality, difficulty, decontamination } = counts.dropped;
process.stdout.write(
  `${JSON.stringify({ dropped: { quality, difficulty, decontamination }, questionMs, traceMs, wholeMs, peakBytes })}\n`,
);

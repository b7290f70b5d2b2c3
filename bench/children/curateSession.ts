/** A curation of a large pool as the view has it: reads it, then changes rules and looks at rows. Arguments: pool, set. */
import { parseConfig, type CurationConfig } from '../../src/core/curate/curationConfig';
import { WHOLE_POOL, type RowLook } from '../../src/core/curate/rowOrder';
import type { CurationNews } from '../../src/core/curate/shownCuration';
import { CurateSession } from '../../src/files/curateSession';

const [, , pool = '', set = ''] = process.argv;
/** Of each; the median counts. */
const TIMES = 7;
/** What a text search must not find: it looks at every row. */
const NOWHERE = 'no question has this';

const configured = (more: object): CurationConfig =>
  parseConfig({ seed: 7, decontamination: { against: [set] }, ...more }, 'bench');
let news: CurationNews | null = null;
let heard = (): void => undefined;
const session = new CurateSession({ paths: [pool], config: configured({}), configFolder: '/' }, (one) => {
  news = one;
  heard();
});
const latest = (): CurationNews | null => news;

async function timed(work: (round: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < TIMES; round++) {
    const begun = performance.now();
    await work(round);
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b)[Math.floor(TIMES / 2)] ?? NaN;
}

const look = (change: Partial<RowLook>): Promise<void> => session.look({ ...WHOLE_POOL, ...change });

async function search(text: string): Promise<void> {
  const done = new Promise<void>((resolve) => {
    heard = () => {
      if (latest()?.look.text === text && latest()?.searched === null) resolve();
    };
  });
  await look({ text });
  await done;
}

const begun = performance.now();
await session.read();
const readMs = performance.now() - begun;
const rows = latest()?.listed ?? 0;
const switchMs = await timed((round) =>
  session.configure(configured({ quality: { numbering: round % 2 ? 'paper' : 'fixed' } }), '/'),
);
const seedMs = await timed((round) => session.configure(configured({ seed: round }), '/'));
const { rows: some } = await session.rows(0, 1);
const keepMs = await timed((round) =>
  session.configure(configured({ keep: round % 2 ? [] : [some[0]?.key] }), '/'),
);
const sortMs = await timed((round) => look({ sort: 'length', descending: round % 2 === 0 }));
const sortedPageMs = await timed((round) => session.rows(Math.floor((rows * (round + 1)) / 9), 100));
await look({});
const pageMs = await timed((round) => session.rows(Math.floor((rows * (round + 1)) / 9), 100));
const searchMs = await timed((round) => search(`${NOWHERE} ${round}`));
const peakBytes = process.resourceUsage().maxRSS * 1024;
await session.dispose();
process.stdout.write(
  `${JSON.stringify({ rows, readMs, switchMs, seedMs, keepMs, sortMs, pageMs, sortedPageMs, searchMs, peakBytes })}\n`,
);

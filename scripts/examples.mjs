/**
 * `npm run models:examples`: writes anew what the bundled models said in the documentation. Run it after `npm run build`
 * whenever a model is replaced. The commands that are run stand in the documents themselves; what depends on their
 * outcome stands between `<!-- example -->` and `<!-- /example -->`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { inRoot } from './support/paths.mjs';
import { Failure, run, runScript } from './support/process.mjs';

/** As wide as the README's page shows without scrolling. */
const columns = 118;
const cli = inRoot('dist/cli.mjs');
const inWords = ['none', 'one', 'two', 'three'];

/** @typedef {import('../src/core/trace/trace').Trace} Trace */

runScript(async () => {
  if (!existsSync(cli)) throw new Failure('dist/cli.mjs is not built: run `npm run build` first.');
  await writeFormatPage();
  await writeReadme();
});

/** The example trace, and what docs/format.md says of it. */
async function writeFormatPage() {
  const page = inRoot('docs/format.md');
  // The command saves the trace beside the page.
  await waitpoint(commandIn(readFileSync(page, 'utf8')));
  /** @type {Trace} */
  const trace = JSON.parse(readFileSync(inRoot('docs/example.trace.json'), 'utf8'));
  await replaceExamples(page, [columnsPart(trace), tokenPart(trace), interventionsPart(trace)]);
}

/** The run at the top of the README, and what the same question gets with fewer waits. */
async function writeReadme() {
  const page = inRoot('README.md');
  const args = commandIn(readFileSync(page, 'utf8'));
  const shown = await waitpoint(args, { FORCE_COLOR: '1', NO_COLOR: '', COLUMNS: `${columns}` });
  // eslint-disable-next-line no-control-regex -- colours are what is taken out
  const plain = shown.replace(/\u001b\[\d*m/g, '').trimEnd();
  const waits = args.indexOf('--waits') + 1;
  const answers = [];
  for (let count = 0; count <= Number(args[waits]); count++) {
    const answer = await waitpoint([...args.with(waits, `${count}`), '--quiet']);
    answers.push(`${answer.trim()} ${count === 0 ? 'without a wait' : `with ${inWords[count] ?? count}`}`);
  }
  await replaceExamples(page, [
    `\`\`\`\n$ waitpoint ${args.map(quoted).join(' ')}\n${plain}\n\`\`\``,
    `The answer is ${answers.join(', ')}.`,
  ]);
}

/** @param {Trace} trace */
function columnsPart({ tokens }) {
  const few = (/** @type {unknown[]} */ column) =>
    `[${column
      .slice(0, 4)
      .map((entry) => JSON.stringify(entry))
      .join(', ')}, …]`;
  const names = /** @type {const} */ (['id', 'text', 'prob', 'provenance']);
  return `\`\`\`json\n"tokens": {\n${names.map((name) => `  "${name}": ${few(tokens[name])}`).join(',\n')}\n}\n\`\`\``;
}

/** The first forced token, read across the columns. @param {Trace} trace */
function tokenPart({ thinking, tokens, interventions }) {
  const wait = interventions.find(({ kind }) => kind === 'wait');
  if (!wait) throw new Failure('The example has no wait: choose another question in docs/format.md.');
  const { at } = wait;
  const from = 5 * at;
  const ids = tokens.alternativeIds.slice(from, from + 5);
  const probs = tokens.alternativeProbs.slice(from, from + 5);
  const prob = tokens.prob[at] ?? 0;
  const ended = tokens.alternativeTexts[`${ids[0]}`];
  return `Entry _i_ of every column speaks of token _i_. A range such as \`"thinking": {"start": ${thinking.start}, "end": ${thinking.end}}\` holds tokens ${thinking.start} to
${thinking.end - 1}: \`end\` is exclusive, everywhere. The prompt is not among the tokens; it stands in \`prompt\`.

Token ${at} of the example, read across the columns:

| column | value | meaning |
| --- | --- | --- |
| \`id\` | ${tokens.id[at]} | its number in the model's vocabulary |
| \`text\` | \`${JSON.stringify(tokens.text[at])}\` | what it adds to the text |
| \`provenance\` | \`"${tokens.provenance[at]}"\` | the budget put it there |
| \`prob\` | ${tokens.prob[at]} | the model would have picked it with ${percent(prob)} |
| \`entropy\` | ${tokens.entropy[at]} | nats: how torn the model was |
| \`timeMs\` | ${tokens.timeMs[at]} | milliseconds after the run began |
| \`alternativeIds\` (${from} to ${from + 4}) | ${ids.join(', ')} | the five most probable ids, best first |
| \`alternativeProbs\` (${from} to ${from + 4}) | ${probs.slice(0, 2).join(', ')}, … | their probabilities |
| \`alternativeTexts\` | \`"${ids[0]}": ${JSON.stringify(ended)}\`, … | the text of every id above |

So the model wanted to end its thinking (id ${ids[0]} is \`${ended}\`, ${percent(wait.suppressedProb ?? 0)}); the budget refused and put \`${wait.text}\` there.`;
}

/** @param {Trace} trace */
function interventionsPart({ interventions }) {
  const lines = interventions.map((intervention) => `  ${JSON.stringify(intervention)}`);
  return `\`\`\`\n"interventions": [\n${lines.join(',\n')}\n],\n\`\`\``;
}

/**
 * Puts `parts` between the markers of a page, in order.
 * @param {string} page
 * @param {string[]} parts
 */
async function replaceExamples(page, parts) {
  const left = [...parts];
  const text = readFileSync(page, 'utf8').replace(
    /(<!-- example -->\n)[^]*?(\n<!-- \/example -->)/g,
    (_, open, close) => `${open}\n${left.shift() ?? ''}\n${close}`,
  );
  if (left.length > 0) throw new Failure(`${page} has ${left.length} examples too few.`);
  const options = await resolveConfig(page);
  writeFileSync(page, await format(text, { ...options, filepath: page }));
  console.log(`Wrote ${path.basename(page)}.`);
}

/** Arguments of the first `waitpoint run …` on a line of its own. @param {string} page @returns {string[]} */
function commandIn(page) {
  const [, line] = /^(?:\$ )?waitpoint (run .+)$/m.exec(page) ?? [];
  if (line === undefined) throw new Failure('The page names no command.');
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, inQuotes, plain]) => inQuotes ?? plain ?? '');
}

/** @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
function waitpoint(args, env) {
  return run(process.execPath, [cli, ...args], { cwd: inRoot('docs'), env: { ...process.env, ...env } });
}

/** @param {string} arg */
function quoted(arg) {
  return /\s/.test(arg) ? `"${arg}"` : arg;
}

/** @param {number} share */
function percent(share) {
  return `${Math.round(share * 100)} %`;
}

/** docs/benchmarks.md: one section a benchmark, each replaced whenever its benchmark runs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Benchmark, Table } from './benchmark';

const INTRODUCTION = `# Benchmarks

\`npm run bench\` runs them all and rewrites their sections below; \`npm run bench -- NAME…\` runs some. Nearly every
number is a ratio of two things measured in turns in the same run, as the median over the rounds and (least–most): the
machine's mood hits both. Where the aim is in milliseconds, so are the numbers. They are no tests: nothing fails because
a machine is slow or busy. On a machine that others work on too, \`chrt -r 1\` before the command (Linux, as root) keeps
their work out of the way. The last section is no benchmark of the kind: it is what the bundled models do on held-out
questions, written by \`npm run models:eval\`.
`;

const ORDER = [
  'decode',
  'scorerTokens',
  'sweep',
  'coldStart',
  'packageSize',
  'activation',
  'firstFrame',
  'bigTrace',
  'liveStream',
  'sequences',
  'grading',
  'models',
];

export function writeBenchmark(root: string, name: string, { title, method }: Benchmark, table: Table): void {
  const command = `npm run bench -- ${name}`;
  writeSection(root, name, [`## ${title}`, method, markdownTable(table), signature(command)].join('\n\n'));
}

/** Replaces a section of docs/benchmarks.md. @param text Markdown */
export function writeSection(root: string, name: string, text: string): void {
  const path = join(root, 'docs/benchmarks.md');
  const sections = readSections(path);
  sections.set(name, text);
  const rank = (section: string): number => (ORDER.indexOf(section) + ORDER.length + 1) % (ORDER.length + 1);
  const blocks = [...sections]
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([section, body]) => `<!-- bench:${section} -->\n\n${body}\n\n<!-- /bench -->\n`);
  writeFileSync(path, [INTRODUCTION, ...blocks].join('\n'));
}

function readSections(path: string): Map<string, string> {
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    // The first run makes the file.
  }
  const found = text.matchAll(/<!-- bench:(\w+) -->\s*([\s\S]*?)\s*<!-- \/bench -->/g);
  return new Map([...found].map(([, name = '', body = '']) => [name, body]));
}

export function markdownTable({ columns, rows }: Table): string {
  const widths = columns.map((column, i) =>
    Math.max(column.length, 3, ...rows.map((row) => row[i]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, i) => (cells[i] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** What was run, where and when; without any name that tells whose machine it is. */
export function signature(command: string): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  const machine = `${processors.length} cores (${model}), ${memory} GB of memory, ${platform()}-${arch()}, Node ${process.versions.node}`;
  return `\`${command}\` on ${machine}, ${new Date().toISOString().slice(0, 10)}.`;
}

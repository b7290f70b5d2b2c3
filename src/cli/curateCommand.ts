/** `waitpoint curate POOL…`. */
import { Command } from 'commander';
import { curate, type CurateOptions } from './curate';

const HELP = `
A pool is JSON Lines, JSON or Parquet with rows of any format that waitpoint import reads (best those of s1K, with a
column domain), a trace file, or a folder of these. The funnel is that of s1K: broken and repeated questions, questions
that a grader solved, questions that share words with an evaluation set; what is left is drawn by domain and length.

The configuration is JSON; what it leaves out has the paper's default:
  {
    "select": 1000, "seed": 0,
    "columns": {"domain": "subject", "length": "tokens", …},
    "quality": {"numbering": "fixed", "boldDigits": "off", …},
    "difficulty": {"graders": ["isqwen7bcorrect", {"evaluation": "eval/qwen32b"}]},
    "decontamination": {"against": ["math500.jsonl", "aime24.parquet"], "words": 8, "text": "question"},
    "diversity": {"take": [{"sources": ["AIME"], "longerThan": 5600}], "domainRules": [{"domain": "…", "pattern": "…"}]},
    "handover": {"selected": ["kept.parquet"], "dropped": []},
    "keep": ["0123456789abcdef"], "drop": []
  }

--selected and --dropped take what another program decided (see waitpoint shards): JSON Lines, gzipped too, or Parquet with
a column id, the key of a question or the id of its row.

The folder gets selection.jsonl (rows as they stand in the pool), dropped.jsonl (every other row, with its reason) and
manifest.json (configuration, hashes, counts). The same pool and configuration give the same bytes.

Examples:
  echo '{"select": 200, "seed": 7}' > curate.json
  waitpoint curate pool.jsonl --config curate.json --out selection
  waitpoint curate shards --config curate.json --out selection --json | jq .counts.left
  waitpoint curate pool.jsonl --dropped datatrove/removed --out selection

Exit codes:
  0    all that was asked for was selected
  2    bad input, an output that cannot be written, or fewer rows than asked for (what there is was written)
  130  interrupted; nothing was written
`;

const collect = (path: string, before: readonly string[] = []): string[] => [...before, path];

export function curateCommand(): Command {
  return new Command('curate')
    .description('Select training rows from a pool, as s1K was made.')
    .argument('<pool...>', 'files or folders')
    .option('--config <file>', "what to select, and by which rules (default: the paper's 1,000)")
    .requiredOption('--out <folder>', 'made if missing; what an earlier curation wrote there is replaced')
    .option(
      '--selected <path>',
      'only rows with an id in this file or folder go on; may be repeated',
      collect,
    )
    .option(
      '--dropped <path>',
      'rows with an id in this file or folder are dropped; may be repeated',
      collect,
    )
    .option('--json', 'print the manifest')
    .addHelpText('after', HELP)
    .action(async (pool: string[], options: CurateOptions) => {
      process.exitCode = await curate(pool, options);
    });
}

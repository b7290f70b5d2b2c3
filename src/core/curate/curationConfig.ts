/** What a curation is asked for; everything has the paper's default (arXiv 2501.19393, section 2; shared semantics). */
import { z } from 'zod';
import { errors, messageOf, quote } from '../errors';
import { NGRAM_WORDS } from './ngramIndex';

const mode = z.enum(['paper', 'fixed', 'off']);
const onOrOff = z.enum(['paper', 'off']);
const column = z.string().min(1);

/** Longer traces of MATH are taken as they are, in tokens of Qwen2.5. */
const MATH_TAKEN_ABOVE = 5600;

const takeSchema = z.strictObject({
  /** Parts of a source's name, any case; one of them is enough. */
  sources: z.array(z.string().min(1)).min(1),
  /** Only traces that are longer. Unit: that of the length, tokens where a column has it, else words. */
  longerThan: z.number().nonnegative().optional(),
});

const domainRuleSchema = z.strictObject({
  domain: z.string().min(1),
  /** A regular expression (of JavaScript, flags `iu`) that the question must match. */
  pattern: z.string().min(1),
});

export const configSchema = z.strictObject({
  /** Rows to select. */
  select: z.int().min(1).default(1000),
  /** Decides every draw. */
  seed: z.int().min(0).max(0xffff_ffff).default(0),
  /** Names of columns where they are not those of the known sets. */
  columns: z
    .strictObject({
      question: column.optional(),
      trace: column.optional(),
      domain: column.optional(),
      source: column.optional(),
      /** Length of the trace in tokens. */
      length: column.optional(),
      /** Whether the trace's answer is right. */
      correct: column.optional(),
    })
    .prefault({}),
  quality: z
    .strictObject({
      nullFields: onOrOff.default('paper'),
      /** Fields that are null in good rows: `cot` is null in all of s1K. */
      mayBeNull: z.array(column).default(['cot']),
      asy: mode.default('paper'),
      image: onOrOff.default('paper'),
      numbering: mode.default('paper'),
      boldDigits: mode.default('paper'),
    })
    .prefault({}),
  difficulty: z
    .strictObject({
      /** Up to two: a column with a verdict, or a folder of `waitpoint eval`. Rows that one of them solved are dropped. */
      graders: z
        .array(z.union([column, z.strictObject({ evaluation: z.string().min(1) })]))
        .max(2)
        .default(['isqwen7bcorrect', 'isqwen32bcorrect']),
    })
    .prefault({}),
  decontamination: z
    .strictObject({
      /** Evaluation sets: files as `waitpoint eval` reads them, relative to the config. None: nothing is checked. */
      against: z.array(z.string().min(1)).default([]),
      /** Words of an n-gram. */
      words: z.int().min(1).max(64).default(NGRAM_WORDS),
      /** The question alone, or with its trace and answer. */
      text: z.enum(['question', 'trace']).default('question'),
    })
    .prefault({}),
  diversity: z
    .strictObject({
      /** Rows with a right answer that are taken before any is drawn. */
      take: z
        .array(takeSchema)
        .default([
          { sources: ['AIME', 'gpqa'] },
          { sources: ['openaimath', 'hendrycks_math', 'competition_math'], longerThan: MATH_TAKEN_ABOVE },
        ]),
      /** Give a domain to rows that have none: the first that matches. */
      domainRules: z.array(domainRuleSchema).default([]),
      /** JSON Lines with `key` and `domain`, relative to the config: for rows that have none by now, as a model gave it. */
      domainsFile: z.string().min(1).optional(),
    })
    .prefault({}),
  /**
   * What another program decided, by the `id` of its rows (docs/handover.md): files or folders, relative to the config.
   * An id is the key of a question, or the `id` that the row has in the pool.
   */
  handover: z
    .strictObject({
      /** Other rows are dropped. None: all may stay. */
      selected: z.array(z.string().min(1)).default([]),
      /** Rows that are dropped. */
      dropped: z.array(z.string().min(1)).default([]),
    })
    .prefault({}),
  /** Keys of questions that a person took back: selected whatever the rules say. */
  keep: z.array(z.string()).default([]),
  /** Keys of questions that a person dropped. */
  drop: z.array(z.string()).default([]),
});
export type CurationConfig = z.infer<typeof configSchema>;

/** @throws WaitpointError `badInput` naming the first field that is wrong */
export function parseConfig(value: unknown, where: string): CurationConfig {
  const checked = configSchema.safeParse(value);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    const path = issue?.path.map(String).join('.') ?? '';
    throw errors.badInput(
      `${quote(where, 200)} is no configuration of a curation: ${path === '' ? 'it' : quote(path)}: ${issue?.message ?? 'not valid'}.`,
    );
  }
  for (const [i, { pattern }] of checked.data.diversity.domainRules.entries()) compile(pattern, i, where);
  const both = checked.data.keep.find((key) => checked.data.drop.includes(key));
  if (both !== undefined)
    throw errors.badInput(`${quote(where, 200)} has the question ${both} in "keep" and in "drop".`);
  return checked.data;
}

/** @throws WaitpointError `badInput` also where the text is no JSON */
export function parseConfigText(text: string, where: string): CurationConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw errors.badInput(`${quote(where, 200)} is no JSON: ${messageOf(error)}.`);
  }
  return parseConfig(value, where);
}

function compile(pattern: string, index: number, where: string): void {
  try {
    new RegExp(pattern, 'iu');
  } catch {
    throw errors.badInput(
      `${quote(where, 200)}: "diversity.domainRules.${index}.pattern" is no regular expression: ${quote(pattern)}.`,
    );
  }
}

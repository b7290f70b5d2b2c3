/** The model of a trace: one zod schema for host, command line and webview. Documented in docs/format.md. */
import { z } from 'zod';
import { VERDICT_KINDS } from '../grade/verdict';
import { MOST_SEED } from '../limits';

/** Raised with every change that an older reader would misread. */
export const TRACE_SCHEMA = 1;

const count = z.number().int().nonnegative();
const probability = z.number().min(0).max(1);

export const provenance = z.enum(['model', 'forced', 'user']);
export type Provenance = z.infer<typeof provenance>;

export const tokenColumnsSchema = z.object({
  id: z.array(count),
  text: z.array(z.string()),
  prob: z.array(probability.nullable()),
  entropy: z.array(z.number().nonnegative().nullable()),
  timeMs: z.array(z.number().nonnegative()),
  alternativeIds: z.array(z.number().int().min(-1)),
  alternativeProbs: z.array(probability),
  alternativeTexts: z.record(z.string().regex(/^\d+$/), z.string()),
});

export const budgetSchema = z.object({
  /** Thinking tokens below which the end of thinking is refused. */
  minThinkingTokens: count,
  /** Thinking tokens never exceeded, forced ones counted. */
  maxThinkingTokens: count,
  /** Ends of thinking refused whatever the length. */
  waits: count,
  /** Model tokens of the answer. */
  maxAnswerTokens: count,
});
export type Budget = z.infer<typeof budgetSchema>;

/** Every sampler setting is explicit: no library default decides anything. */
export const samplerSchema = z.object({
  /** 0 is greedy: the others then do nothing, save repeatPenalty. */
  temperature: z.number().min(0),
  /** 0 is off. */
  topK: count,
  /** 1 is off. */
  topP: z.number().min(0).max(1),
  /** 0 is off. */
  minP: z.number().min(0).max(1),
  /** 1 is off; over the last 64 tokens. */
  repeatPenalty: z.number().positive(),
  /** With the token index it decides every random number. */
  seed: z.number().int().min(0).max(MOST_SEED),
});
export type SamplerSettings = z.infer<typeof samplerSchema>;

export const presetName = z.enum(['think-tags', 's1-eval', 's1-readme', 'generic']);
export type PresetName = z.infer<typeof presetName>;

export const segmentationSchema = z.discriminatedUnion('by', [
  z.object({ by: z.literal('blank-line') }),
  z.object({ by: z.literal('line') }),
  /** A step begins at `Step n:`. */
  z.object({ by: z.literal('label') }),
  /** A step ends after every match. */
  z.object({ by: z.literal('regex'), pattern: z.string().min(1) }),
]);
export type Segmentation = z.infer<typeof segmentationSchema>;

export const scorerProtocol = z.enum(['step-tag', 'math-shepherd', 'rlhflow', 'qwen-prm', 'skywork-prm']);
export type ScorerProtocol = z.infer<typeof scorerProtocol>;

/** Texts that begin and end the thinking. */
export const delimitersSchema = z.object({ start: z.string(), end: z.string().min(1) });

export const requestSchema = z.object({
  preset: presetName,
  /** Delimiters of the `generic` preset; null with the others. */
  delimiters: delimitersSchema.nullable(),
  budget: budgetSchema,
  /** Strings appended at refused ends, used in turn. Empty: suppress only. */
  continuation: z.array(z.string().min(1)),
  /** Text forced after a forced end of thinking; null: the preset's. */
  answerPrefix: z.string().nullable(),
  sampler: samplerSchema,
  segmentation: segmentationSchema,
});
export type RunRequest = z.infer<typeof requestSchema>;

export const modelIdentitySchema = z.object({
  /** The model's own name (GGUF general.name), else its file name. */
  name: z.string(),
  /** File name without its folder, or name on the server: a trace must not tell where its user lives. */
  file: z.string(),
  /** Null: a server evaluates it, and does not show the file. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  /** Null: the server does not tell. */
  sizeBytes: count.nullable(),
  architecture: z.string(),
  quantization: z.string(),
  /** Settings of the engine that change numbers a little; left out: it chose them itself. */
  numerics: z
    .object({ kvCache: z.enum(['f16', 'q8_0', 'q4_0']), flashAttention: z.enum(['auto', 'on', 'off']) })
    .optional(),
});
export type ModelIdentity = z.infer<typeof modelIdentitySchema>;

export const scorerIdentitySchema = modelIdentitySchema.extend({ protocol: scorerProtocol });
export type ScorerIdentity = z.infer<typeof scorerIdentitySchema>;

const range = { start: count, end: count };

export const interventionSchema = z.object({
  kind: z.enum(['wait', 'end', 'edit']),
  /** Index of the first token after the intervention point (the first forced token, where there is one). */
  at: count,
  /** The text that was forced; '' where the end was only suppressed. */
  text: z.string(),
  /** Raw probability of the end of thinking that was refused; null where none was picked. */
  suppressedProb: probability.nullable(),
});
export type Intervention = z.infer<typeof interventionSchema>;

export const stepSchema = z.object({
  ...range,
  /** 0..1 by the scorer; null: not scored. */
  score: probability.nullable(),
});
export type Step = z.infer<typeof stepSchema>;

/**
 * `end`: the model ended its thinking; `budget`: cut at the maximum; `stop`: end of generation;
 * `limit`: answer limit reached; `abort`: stopped by the user, or cut off by a failure.
 */
export const finishReason = z.enum(['end', 'budget', 'stop', 'limit', 'abort']);
export type FinishReason = z.infer<typeof finishReason>;

export const failureSchema = z.object({ code: z.string(), message: z.string() });

export const answerSchema = z.object({ ...range, text: z.string(), extracted: z.string().nullable() });
export const finishSchema = z.object({
  thinking: finishReason.nullable(),
  answer: finishReason.nullable(),
});

export const usageSchema = z.object({
  thinkingTokens: count,
  answerTokens: count,
  policyEvaluatedTokens: count,
  scorerEvaluatedTokens: count,
});

/** An answer forced early at some token, and taken back again. */
export const probeSchema = z.object({
  /** Index of the token before which the thinking was ended. */
  at: count,
  /** Forced answer prefix included. */
  text: z.string(),
  extracted: z.string().nullable(),
  /** Mean raw probability of the model's tokens of the extracted answer; null: not known. */
  confidence: probability.nullable(),
  finish: z.enum(['stop', 'limit', 'abort']),
});
export type ProbeRecord = z.infer<typeof probeSchema>;

/** A word on an answer, by the grader or by a person. It holds for every answer that says the same, probes too. */
export const gradeSchema = z.discriminatedUnion('by', [
  z.object({
    by: z.literal('grader'),
    /** As extracted. */
    answer: z.string(),
    /** What it was compared with; a word on another right answer is out of date. */
    expected: z.string(),
    correct: z.boolean(),
    kind: z.enum(VERDICT_KINDS),
    reason: z.string(),
  }),
  /** A person's word wins over the grader's. */
  z.object({ by: z.literal('user'), answer: z.string(), correct: z.boolean(), at: z.string() }),
]);
export type Grade = z.infer<typeof gradeSchema>;

/** What a fork does at the token where it leaves its parent. */
export const forkChange = z.enum(['none', 'wait', 'end', 'alternative', 'resample', 'edit', 'request']);
export type ForkChange = z.infer<typeof forkChange>;

export const parentSchema = z.object({
  /** `traceIdentity` of the parent. */
  identity: z.string().regex(/^[0-9a-f]{64}$/),
  /** Path of the parent's file from the folder of this one, with `/`; null: not saved. */
  file: z.string().nullable(),
  /** Tokens shared with the parent. */
  at: count,
  change: forkChange,
});
export type Parent = z.infer<typeof parentSchema>;

export const sweepLinkSchema = z.object({
  /** Of the sweep: a hash of the question, the model and every column's request. */
  id: z.string().regex(/^[0-9a-f]{64}$/),
  /** Which of its columns, from 0 in the order asked for. */
  column: count,
  columns: count,
});
export type SweepLink = z.infer<typeof sweepLinkSchema>;

export const importSchema = z.object({
  /** Name of the format, as `waitpoint import --format` has it. */
  format: z.string(),
  /** Name of the file or document it came from; null: pasted. */
  source: z.string().nullable(),
  /** Line of the row, from 1; null where the whole document is one trace. */
  line: count.nullable(),
  /** What the source says of each step: 1 right, 0 neutral, -1 wrong, null nothing. Null: it has no labels. */
  labels: z.array(z.union([z.literal(-1), z.literal(0), z.literal(1)]).nullable()).nullable(),
});
export type Import = z.infer<typeof importSchema>;

const memorySchema = z.object({
  /** Bytes, by llama.cpp's own account. */
  ram: z.number().nonnegative(),
  vram: z.number().nonnegative(),
});

/** What really evaluated, and what that took. Another machine has other values: it is no part of what was said. */
export const computeSchema = z.object({
  /** "CPU (2 threads)", "CUDA: NVIDIA H200 (33 of 33 layers)". */
  device: z.string(),
  /** Layers that are on the GPU, of `layers`. */
  gpuLayers: count,
  layers: count,
  weights: memorySchema,
  /** Of all contexts that are open: KV cache and what an evaluation needs beside it. */
  context: memorySchema,
  kvCache: z.enum(['f16', 'q8_0', 'q4_0']),
  /** `auto`: llama.cpp chooses by device and model. */
  flashAttention: z.enum(['auto', 'on', 'off']),
});
export type Compute = z.infer<typeof computeSchema>;

/** All in milliseconds; null until known. */
export const timingsSchema = z.object({
  loadMs: z.number().nullable(),
  firstTokenMs: z.number().nullable(),
  totalMs: z.number().nullable(),
});

export const traceSchema = z.object({
  schema: z.literal(TRACE_SCHEMA),
  /** ISO 8601. */
  createdAt: z.string(),
  question: z.object({
    text: z.string(),
    /** The right answer, by who asks or by where it came from; null: not known. */
    expected: z.string().nullable().default(null),
  }),
  request: requestSchema,
  /** Null until a run begins. */
  model: modelIdentitySchema.nullable(),
  scorer: scorerIdentitySchema.nullable(),
  /** What was evaluated before the first token, start of thinking included; null until a run begins. */
  prompt: z.object({ text: z.string(), ids: z.array(count) }).nullable(),
  tokens: tokenColumnsSchema.extend({ provenance: z.array(provenance) }),
  /** Token range of the thinking; its delimiters are outside. */
  thinking: z.object(range),
  /** Token range after the end-of-thinking delimiter, forced answer prefix included; null before it begins. */
  answer: answerSchema.nullable(),
  interventions: z.array(interventionSchema),
  steps: z.array(stepSchema),
  /** By token, each token once. Files from before there were probes have none. */
  probes: z.array(probeSchema).default([]),
  /** At most one of each kind for an answer. Files from before there was a grader have none. */
  grades: z.array(gradeSchema).default([]),
  finish: finishSchema,
  /** Why a run broke off, if it did. */
  failure: failureSchema.nullable(),
  /** What went on less well than asked for, in words: a scorer that failed, waits that did not fit. */
  warnings: z.array(z.string()),
  usage: usageSchema,
  timings: timingsSchema,
  /** Left out: a server evaluated, or nobody asked the engine. */
  compute: computeSchema.optional(),
  /** The trace it was forked from; null: none. */
  parent: parentSchema.nullable().default(null),
  /** The sweep it is a column of; null: a run of its own. */
  sweep: sweepLinkSchema.nullable().default(null),
  /** Where a foreign trace came from. Its "tokens" are words with id 0: no model has read them. Null: a run made it. */
  imported: importSchema.nullable().default(null),
});
export type Trace = z.infer<typeof traceSchema>;

export const GREEDY: SamplerSettings = {
  temperature: 0,
  topK: 0,
  topP: 1,
  minP: 0,
  repeatPenalty: 1,
  seed: 0,
};

export const DEFAULT_REQUEST: RunRequest = {
  preset: 'think-tags',
  delimiters: null,
  budget: { minThinkingTokens: 0, maxThinkingTokens: 512, waits: 0, maxAnswerTokens: 64 },
  continuation: ['Wait'],
  answerPrefix: null,
  sampler: GREEDY,
  segmentation: { by: 'blank-line' },
};

/** A trace that has not run yet. */
export function draftTrace(question: string, request: RunRequest, createdAt: string): Trace {
  return {
    schema: TRACE_SCHEMA,
    createdAt,
    question: { text: question, expected: null },
    request,
    model: null,
    scorer: null,
    prompt: null,
    tokens: {
      id: [],
      text: [],
      prob: [],
      entropy: [],
      timeMs: [],
      alternativeIds: [],
      alternativeProbs: [],
      alternativeTexts: {},
      provenance: [],
    },
    thinking: { start: 0, end: 0 },
    answer: null,
    interventions: [],
    steps: [],
    probes: [],
    grades: [],
    finish: { thinking: null, answer: null },
    failure: null,
    warnings: [],
    usage: { thinkingTokens: 0, answerTokens: 0, policyEvaluatedTokens: 0, scorerEvaluatedTokens: 0 },
    timings: { loadMs: null, firstTokenMs: null, totalMs: null },
    parent: null,
    sweep: null,
    imported: null,
  };
}

/** Whether it holds what a run or an import recorded; until then it is a draft, and its request is free to change. */
export function isRecorded(trace: Trace): boolean {
  return trace.prompt !== null || trace.imported !== null;
}

/** Text of tokens `start` to `end` (exclusive). */
export function textOf(trace: Trace, start: number, end: number): string {
  return trace.tokens.text.slice(start, end).join('');
}

/** What a search leaves behind: its tree, its leaves' votes, and what it cost. Documented in docs/format.md. */
import { z } from 'zod';
import {
  answerSchema,
  budgetSchema,
  failureSchema,
  finishSchema,
  interventionSchema,
  modelIdentitySchema,
  provenance,
  requestSchema,
  scorerIdentitySchema,
  stepSchema,
  tokenColumnsSchema,
} from '../trace/trace';
import { searchSettingsSchema } from './settings';
import { SELECTIONS } from './words';

export const SEARCH_SCHEMA = 1;

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);

export const promptSchema = z.object({ text: z.string(), ids: z.array(count) });

/**
 * `open`: may still go on; `inner`: went on; `pruned`: others were better; `leaf`: has an answer (a revision may
 * follow it).
 */
const nodeState = z.enum(['open', 'inner', 'pruned', 'leaf']);

/** A step of a path, with what came before it as its parent. */
export const searchNodeSchema = z.object({
  /** Its place among the nodes; parents stand before their children. */
  id: count,
  /** Null: the search's prompt, or its own. */
  parent: count.nullable(),
  /** Counted from 0. */
  round: count,
  /** Its tokens were drawn with. */
  seed: count,
  /** A path begins anew with it, after this prompt (revisions); null: it goes on with its parent's tokens. */
  prompt: promptSchema.nullable(),
  /** Of its path, where it is another than that of the search (a share of the tree's, a sample of `auto`); else null. */
  budget: budgetSchema.nullable().default(null),
  /** Index of its first token in the path. */
  start: count,
  /** Its own: the step and, of a leaf, delimiter and answer. */
  tokens: tokenColumnsSchema.extend({ provenance: z.array(provenance) }),
  /** Of its own tokens; indexes are those of the path, as in all that follows. */
  interventions: z.array(interventionSchema),
  /** Null: it has none, as where the thinking ends at once. */
  step: stepSchema.nullable(),
  /** What it was ranked by; null: it was not. */
  value: share.nullable(),
  /** The greedy steps that were looked ahead; null: none were. */
  rollout: z.object({ text: z.string(), tokens: count, score: share.nullable() }).nullable(),
  state: nodeState,
  /** The round that decided whether it goes on; null: none has yet. */
  decidedIn: count.nullable(),
  /** End of the thinking; null: it goes on. */
  thinkingEnd: count.nullable(),
  answer: answerSchema.nullable(),
  /** The first leaf, by id, whose answer is equal to this one's; null: it has no answer. */
  sameAs: count.nullable(),
  finish: finishSchema,
  warnings: z.array(z.string()),
});
export type SearchNode = z.infer<typeof searchNodeSchema>;

export const ledgerSchema = z.object({
  policy: z.object({
    /** Evaluated to begin or to go on: prompts, prefixes, forced tokens. */
    prefillTokens: count,
    /** Generated, rollouts and what was dropped again included. */
    decodeTokens: count,
    /** Taken over from another path without evaluating them. */
    reusedTokens: count,
  }),
  scorer: z.object({ prefillTokens: count, reusedTokens: count }),
  /** Of the prompt and of all nodes, each once: what had to be evaluated at least. */
  uniqueTokens: count,
  /** Of all paths, each token of the tree once, rollouts counted. */
  thinkingTokens: count,
  /** Weights; null: not known. */
  policyParameters: count.nullable(),
  scorerParameters: count.nullable(),
  policyMs: z.number().nonnegative(),
  scorerMs: z.number().nonnegative(),
  totalMs: z.number().nonnegative(),
});
export type SearchLedger = z.infer<typeof ledgerSchema>;

export const voteSchema = z.object({
  /** As its first leaf has it. */
  answer: z.string(),
  /** Leaves, or sum of scores. */
  weight: z.number(),
  /** Ids, the first that gave it first. */
  leaves: z.array(count),
});
export type Vote = z.infer<typeof voteSchema>;

export const choiceSchema = z.object({
  select: z.enum(SELECTIONS),
  /** Null: no leaf has a valid answer. */
  answer: z.string().nullable(),
  /** The leaf that it is shown by; null: none. */
  leaf: count.nullable(),
  /** Highest first, ties in the order of their first leaf. */
  votes: z.array(voteSchema),
});
export type Choice = z.infer<typeof choiceSchema>;

export const searchRecordSchema = z.object({
  schema: z.literal(SEARCH_SCHEMA),
  /** ISO 8601. */
  createdAt: z.string(),
  question: z.object({ text: z.string(), expected: z.string().nullable() }),
  request: requestSchema,
  settings: searchSettingsSchema,
  /** Why `auto` chose the strategy; null: a person did. */
  auto: z.object({ policy: z.string(), bin: z.string(), difficulty: z.number() }).nullable(),
  model: modelIdentitySchema,
  scorer: scorerIdentitySchema.nullable(),
  prompt: promptSchema,
  nodes: z.array(searchNodeSchema),
  /** Rounds that have begun. */
  rounds: count,
  choice: choiceSchema.nullable(),
  ledger: ledgerSchema,
  /** True: it came to its end. */
  complete: z.boolean(),
  failure: failureSchema.nullable(),
  warnings: z.array(z.string()),
});
export type SearchRecord = z.infer<typeof searchRecordSchema>;

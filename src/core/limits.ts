/** What no setting may go beyond. A file of its own, so that the views can have it without the rules that use it. */

/** Thinking tokens past which a budget is surely a slip: no model's context holds more. */
export const MOST_TOKENS = 1_048_576;

/** Seeds have 32 bits. */
export const MOST_SEED = 0xffffffff;

/** Above 1 the distribution only flattens; past this it is noise. */
export const MOST_TEMPERATURE = 10;

/** Of a sweep: a column is a whole trace in memory and an open journal on disk; more are a slip, or an evaluation. */
export const MOST_COLUMNS = 256;

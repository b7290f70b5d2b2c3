/** What annotations can say. Apart from their schema, which the views do not carry. */

/** What a step, or any range of tokens, is worth: right, neither, wrong, or the annotator cannot tell. */
export const LABELS = ['good', 'neutral', 'bad', 'unsure'] as const;
export type Label = (typeof LABELS)[number];

/** How a scorer fails (shared semantics, section 4). */
export const FAILURE_CLASSES = ['overCriticism', 'errorNeglect', 'errorLocalisation', 'scoringBias'] as const;
export type FailureClass = (typeof FAILURE_CLASSES)[number];

export const DIFFICULTIES = ['easy', 'medium', 'hard'] as const;

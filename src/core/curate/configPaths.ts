import type { CurationConfig } from './curationConfig';

/** The same configuration with other paths: of evaluations, evaluation sets, domains and what came back. */
export function withPaths(config: CurationConfig, change: (path: string) => string): CurationConfig {
  const { difficulty, decontamination, diversity, handover } = config;
  return {
    ...config,
    difficulty: {
      graders: difficulty.graders.map((grader) =>
        typeof grader === 'string' ? grader : { evaluation: change(grader.evaluation) },
      ),
    },
    decontamination: { ...decontamination, against: decontamination.against.map(change) },
    diversity: {
      ...diversity,
      ...(diversity.domainsFile !== undefined && { domainsFile: change(diversity.domainsFile) }),
    },
    handover: { selected: handover.selected.map(change), dropped: handover.dropped.map(change) },
  };
}

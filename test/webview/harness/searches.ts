/** Searches for the harness, made by what makes them in the extension host. */
import { grade } from '../../../src/core/grade/grade';
import type { SearchRecord } from '../../../src/core/search/searchRecord';
import type { RunRequest } from '../../../src/core/trace/trace';
import { packTrace, type PackedTrace } from '../../../src/protocol/packedTrace';
import { gradedPath, LeafGrades, nodeView, searchSummary } from '../../../src/host/searchState';
import { proposedForm, readSearchForm } from '../../../src/host/searchSetup';
import type { SearchForm, SearchSetup, SearchState } from '../../../src/protocol/searchView';
import { draft } from './scenarios';

/** What the page is given: its state, and the path to each of its nodes. */
export interface ShownSearch {
  readonly state: SearchState;
  readonly paths: readonly PackedTrace[];
}

export async function shownSearch(
  record: SearchRecord | null,
  more: Partial<SearchState> = {},
): Promise<ShownSearch> {
  const grades = new LeafGrades(async (answer, expected) => grade(answer, expected));
  await grades.learn(record?.nodes ?? [], record?.question.expected ?? null);
  return {
    state: {
      ...{ setup: null, file: 'file:///q-1.search.json', running: false, failure: null, readOnly: null },
      search: record && searchSummary(record),
      nodes: record?.nodes.map((node) => nodeView(node, grades)) ?? [],
      ...more,
    },
    paths: record?.nodes.map(({ id }) => packTrace(gradedPath(record, id, grades))) ?? [],
  };
}

const request: RunRequest = draft().request;

export function searchSetup(more: Partial<SearchForm> = {}, refusal: string | null = null): SearchSetup {
  const { question } = draft();
  const form = proposedForm(
    { question, request, modelPath: '/m/reasoner.gguf', scorerPath: '/m/scorer.gguf' },
    null,
  );
  return {
    parent: 'file:///q.trace.json',
    form: { ...form, ...more },
    models: [{ path: '/m/reasoner.gguf', label: 'reasoner (demo)', description: 'arithmetic' }],
    scorers: [
      { path: '/m/scorer.gguf', label: 'scorer (demo)', description: 'arithmetic' },
      { path: 'none', label: 'no scorer', description: 'steps are not scored' },
    ],
    refusal,
  };
}

/** What the host makes of a form. */
export const checkOf = (form: SearchForm) => {
  const { problems, defaults, select } = readSearchForm(form, request);
  return { problems, defaults, select };
};

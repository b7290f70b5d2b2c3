/** One node of a search's tree as SVG, and the line that leads to it. */
import { nothing, svg, type SVGTemplateResult } from 'lit';
import type { SearchNodeView } from '../../src/protocol/searchView';
import { cssVariables } from '../components/cssVariables';
import { formatScore } from '../trace/format';
import { answerWords, nodeSentence } from './searchWords';
import type { PlacedNode } from './searchLayout';

/** Longer answers are cut beside their leaf. */
const LONGEST_ANSWER = 22;
/** Of the node, of its ring. */
const RADIUS = 7;
const RING = 10.5;
/** The widest line, where all paths go through. */
const LEAST_LINE = 1.2;
const MOST_LINE = 9;

export interface DrawnNode {
  readonly node: SearchNodeView;
  readonly place: PlacedNode;
  readonly visits: number;
  readonly selected: boolean;
  /** Its answer is the chosen one, and it is shown by this leaf. */
  readonly wins: boolean;
  readonly marked: boolean;
  /** Reached by Tab. */
  readonly tabStop: boolean;
  /** Scores and answers are written beside it. */
  readonly written: boolean;
  /** Of the shape: where the tree is small, its nodes are not as small. */
  readonly scale: number;
}

/** @param most paths, which the widest line stands for */
export function lineWidth(visits: number, most: number): number {
  return most <= 1 ? LEAST_LINE : LEAST_LINE + ((MOST_LINE - LEAST_LINE) * (visits - 1)) / (most - 1);
}

/** A line from one point to another, level at both ends. */
export function linkPath(from: { x: number; y: number }, to: { x: number; y: number }): string {
  const middle = (from.x + to.x) / 2;
  return `M${from.x} ${from.y}C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`;
}

export function searchNode(drawn: DrawnNode): SVGTemplateResult {
  const { node, place, selected, wins, marked, written } = drawn;
  const score = node.step?.score ?? null;
  const answer = answerWords(node);
  const classes = [
    'node',
    node.state,
    ...(score === null ? ['unscored'] : ['scored']),
    ...(wins ? ['wins'] : []),
    ...(selected ? ['selected'] : []),
    ...(marked ? ['marked'] : []),
  ];
  return svg`<g
    role="treeitem"
    class=${classes.join(' ')}
    data-id=${node.id}
    transform="translate(${place.x} ${place.y}) scale(${drawn.scale})"
    aria-level=${place.level}
    aria-posinset=${place.position}
    aria-setsize=${place.siblings}
    aria-selected=${String(selected)}
    aria-label=${nodeSentence(node, drawn)}
    tabindex=${drawn.tabStop ? 0 : -1}
    ${cssVariables({ '--score': String(score ?? 0) })}
  >
    <rect class="hit" x="-14" y="-14" width="28" height="28"></rect>
    <circle class="ring" r=${RING}></circle>
    ${
      node.state === 'leaf'
        ? svg`<rect class="shape" x="-6.5" y="-6.5" width="13" height="13" rx="2"></rect>`
        : svg`<circle class="shape" r=${RADIUS}></circle>`
    }
    ${node.state === 'pruned' ? svg`<path class="cross" d="M-4 -4L4 4M-4 4L4 -4"></path>` : nothing}
    ${
      written && score !== null && answer === null
        ? svg`<text class="score" y="19" text-anchor="middle">${formatScore(score)}</text>`
        : nothing
    }
    ${
      written && answer !== null
        ? svg`<text class="answer" x="15" y="4">${wins ? svg`<tspan class="star">★ </tspan>` : nothing}${shortened(answer)}${score === null ? nothing : svg`<tspan class="score" dx="8">${formatScore(score)}</tspan>`}</text>`
        : nothing
    }
  </g>`;
}

function shortened(text: string): string {
  const letters = [...text];
  return letters.length > LONGEST_ANSWER ? `${letters.slice(0, LONGEST_ANSWER).join('')}…` : text;
}

import { css } from 'lit';
import {
  pageStyles,
  panelHeadStyles,
  progressStyles,
  titleStyles,
  verdictStyles,
} from '../components/styles';
import { progressBarStyles } from './progressBar';
import { questionFilterStyles } from './questionFilter';
import { rowDetailStyles } from './rowDetail';

export const evaluationStyles = [
  pageStyles,
  panelHeadStyles,
  verdictStyles,
  titleStyles,
  progressStyles,
  progressBarStyles,
  questionFilterStyles,
  rowDetailStyles,
  css`
    .page {
      flex: none;
      background: var(--wp-panel);
      border-bottom: 1px solid var(--wp-line);
    }
    .bar .facts {
      flex: 1 1 240px;
    }
    main {
      flex: 1;
      min-height: 0;
      overflow: auto;
      outline-offset: -1px;
    }
    a {
      color: var(--wp-accent-text);
      cursor: pointer;
      text-decoration: none;
      overflow-wrap: anywhere;
    }
    a:hover {
      text-decoration: underline;
    }
    .chart-head {
      display: flex;
      gap: 6px 12px;
      flex-wrap: wrap;
      align-items: center;
      padding: 6px 14px 0;
    }
    .chart-head h2 {
      margin-inline-end: auto;
    }
    .section {
      padding: 10px 14px 4px;
    }
    .questions {
      display: grid;
      grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
      height: min(64vh, 560px);
    }
    .questions.alone {
      grid-template-columns: minmax(0, 1fr);
    }
    .none {
      padding: 10px 14px;
      color: var(--wp-muted);
    }
    @container view (max-width: 760px) {
      .questions {
        grid-template-columns: minmax(0, 1fr);
        grid-template-rows: minmax(0, 1fr) minmax(0, 1fr);
        height: 90vh;
      }
      .detail {
        border-inline-start: none;
        border-top: 1px solid var(--wp-line);
      }
    }
  `,
];

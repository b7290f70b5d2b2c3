import { css } from 'lit';
import {
  fieldStyles,
  focusStyles,
  hiddenStyles,
  iconStyles,
  pageStyles,
  panelHeadStyles,
  pressedStyles,
  progressStyles,
  titleStyles,
} from '../components/styles';
import { segmentedStyles } from '../components/segmented';
import { decontaminationSectionStyles } from './decontaminationSection';
import { difficultySectionStyles } from './difficultySection';
import { diversitySectionStyles } from './diversitySection';
import { funnelStageStyles } from './funnelStage';
import { lengthChartStyles } from './lengthChart';
import { qualitySectionStyles } from './qualitySection';
import { rowFilterStyles } from './rowFilter';
import { rowTextStyles } from './rowText';

export const curationStyles = [
  ...[
    pageStyles,
    focusStyles,
    hiddenStyles,
    iconStyles,
    pressedStyles,
    fieldStyles,
    panelHeadStyles,
    titleStyles,
    progressStyles,
  ],
  ...[segmentedStyles, funnelStageStyles, qualitySectionStyles, difficultySectionStyles, lengthChartStyles],
  ...[decontaminationSectionStyles, diversitySectionStyles, rowFilterStyles, rowTextStyles],
  css`
    .page {
      flex: none;
      background: var(--wp-panel);
      border-bottom: 1px solid var(--wp-line);
    }
    h3 {
      margin-top: 8px;
    }
    .facts {
      margin: 2px 0;
    }
    .bar-actions {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 6px;
      margin-inline-start: auto;
    }
    .message vscode-button {
      flex: none;
      margin-inline-start: auto;
    }
    main {
      flex: 1;
      min-height: 0;
      display: grid;
      grid-template-columns: minmax(330px, 2fr) minmax(0, 5fr);
    }
    .funnel {
      min-height: 0;
      overflow: auto;
      border-inline-end: 1px solid var(--wp-line);
      outline-offset: -1px;
    }
    .rows {
      min-width: 0;
      min-height: 0;
      display: grid;
      grid-template-rows: auto minmax(0, 1fr);
    }
    .rows.detailed {
      grid-template-rows: auto minmax(120px, 3fr) minmax(120px, 2fr);
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
    .progress-row {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 10px;
      align-items: center;
      padding: 0 14px 6px;
      font-variant-numeric: tabular-nums;
    }
    @container view (max-width: 760px) {
      main {
        grid-template-columns: minmax(0, 1fr);
        grid-template-rows: minmax(0, 1fr) minmax(0, 1fr);
      }
      .funnel {
        border-inline-end: none;
        border-bottom: 1px solid var(--wp-line);
      }
    }
  `,
];

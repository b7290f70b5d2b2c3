import { css } from 'lit';

/**
 * The colour of a score as `--wp-score`, for elements of class `scored` that have `--score` (0..1) set.
 *
 * From red over grey to blue: told apart with any colour vision, and always beside a number or a length. The three
 * come from the theme, mixed towards its foreground so that each keeps 3:1 against its background.
 */
export const scoreScale = css`
  .scored {
    --wp-score: color-mix(
      in oklab,
      var(--wp-score-high) calc(clamp(0, (var(--score) - 0.5) * 2.5, 1) * 100%),
      color-mix(
        in oklab,
        var(--wp-score-low) calc(clamp(0, (0.5 - var(--score)) * 2.5, 1) * 100%),
        var(--wp-score-middle)
      )
    );
  }
`;

/** A column, class `gauge` inside a `scored` element, that is filled as far as the score is high. */
export const scoreGauge = css`
  .gauge {
    width: 6px;
    height: 16px;
    border-radius: 1px;
    box-shadow: inset 0 0 0 1px var(--wp-score);
    background: linear-gradient(
      to top,
      var(--wp-score) calc(var(--score) * 100%),
      color-mix(in srgb, var(--wp-score) 35%, transparent) 0
    );
  }
`;

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

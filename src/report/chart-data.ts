/** What the charts of a page are drawn from, as it stands in the page. */
export interface ChartData {
  readonly names: readonly string[];
  /** Places of all strategies, the best first. */
  readonly order: readonly number[];
  /** Those whose lines are drawn, all in one chart; null where one of all is chosen. */
  readonly subjects: readonly number[] | null;
  readonly pairings: readonly PairingLines[];
  /** In the order in which they are drawn. */
  readonly ratings: readonly RatingBar[];
}

/** From the side of the first. */
export interface PairingLines {
  readonly first: number;
  readonly second: number;
  /** After so many matches. */
  readonly course: Line;
  /** At this place of a series. */
  readonly curve: Line;
}

/** A score and its interval, in hundred thousandths. */
export interface Line {
  readonly x: readonly number[];
  /** The last place of the bin that begins at `x`; empty where there are no bins. */
  readonly to: readonly number[];
  readonly score: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export interface RatingBar {
  readonly name: string;
  readonly elo: number;
  readonly low: number;
  readonly high: number;
}

import { useEffect, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import { formatCount } from '../../../lib/wording.js';
import type { WatchProfit } from '../../watch/answers.js';
import { netText, placesIn, solText, timeText } from '../format.js';

interface Props {
  readonly profit: WatchProfit;
  readonly play: boolean;
  /** A stretch of the chart was chosen, in epoch milliseconds. */
  choose(since: number, until: number): void;
}

const HEIGHT = 240;
const BARS_HEIGHT = 96;
/** Stretches of which each has a bar of what was won and one of what was lost. */
const BARS = 60;
const LAMPORTS_PER_SOL = 1e9;

/** Profit over time, with the fees as a band, and below it what was won and what was lost. */
export function Chart({ profit, play, choose }: Props) {
  const upper = useRef<HTMLDivElement>(null);
  const lower = useRef<HTMLDivElement>(null);
  const [point, setPoint] = useState<number | null>(null);
  const [failed, fail] = useState(false);
  const [byMatch, setByMatch] = useState(false);
  const drawn = useRef<Drawn | null>(null);
  const now = useRef({ profit, choose });
  now.current = { profit, choose };
  useEffect(() => {
    let isGone = false;
    plotter().then(
      (Plot) => {
        if (isGone || !upper.current || !lower.current) return;
        drawn.current = draw(Plot, [upper.current, lower.current], byMatch, setPoint, (from, to) => {
          const { profit, choose } = now.current;
          choose(profit.at[from] ?? 0, (profit.at[to] ?? 0) + 1);
        });
        drawn.current.update(now.current.profit);
      },
      () => fail(true),
    );
    return () => {
      isGone = true;
      drawn.current?.end();
      drawn.current = null;
    };
  }, [byMatch]);
  useEffect(() => drawn.current?.update(profit), [profit]);
  const last = profit.match.length - 1;
  const at = point ?? last;
  const amounts = [profit.netLamports[at] ?? 0, profit.feesLamports[at] ?? 0];
  const places = placesIn(amounts);
  const unit = play ? 'play SOL' : 'SOL';
  const words = `${netText(amounts[0] ?? 0, places)} ${unit} after ${formatCount(profit.match[at] ?? 0)} matches`;
  if (failed) return <p class="small warn">The chart could not be loaded. Reload the page.</p>;
  return (
    <figure class="chart">
      <figcaption class="row">
        <span class="key net">net</span>
        <span class="key fees">fees</span>
        <span class="key win">won</span>
        <span class="key loss">lost</span>
        <button type="button" class="plain" onClick={() => setByMatch(!byMatch)}>
          {byMatch ? 'by time' : 'by match'}
        </button>
        <span class="readout">
          {words}
          <span class="unit">
            , fees {solText(amounts[1] ?? 0, places)}, {timeText(profit.at[at] ?? 0)}
          </span>
        </span>
      </figcaption>
      <div
        ref={upper}
        class="plot"
        style={{ minHeight: HEIGHT }}
        role="img"
        aria-label={`Profit: ${words}`}
      />
      <div
        ref={lower}
        class="plot"
        style={{ minHeight: BARS_HEIGHT }}
        role="img"
        aria-label="What was won and what was lost, stretch by stretch"
      />
    </figure>
  );
}

let asked: Promise<typeof uPlot> | null = null;

/** uPlot, asked for when there is something to draw: its size would keep the page from being seen soon. */
function plotter(): Promise<typeof uPlot> {
  asked ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = document.getElementById('root')?.dataset.charts ?? '';
    script.addEventListener('load', () => resolve((globalThis as unknown as { uPlot: typeof uPlot }).uPlot));
    script.addEventListener('error', reject);
    document.head.append(script);
  });
  return asked;
}

/** Two charts that are there. */
interface Drawn {
  update(profit: WatchProfit): void;
  end(): void;
}

/** @param choose by the indices of the first point and the last */
function draw(
  Plot: typeof uPlot,
  [upper, lower]: readonly [HTMLElement, HTMLElement],
  byMatch: boolean,
  point: (index: number | null) => void,
  choose: (from: number, to: number) => void,
): Drawn {
  const cursor = { y: false, sync: { key: 'profit' } };
  const x = byMatch ? axis() : { ...axis(), values: CLOCK_VALUES, space: 88 };
  const y = { ...axis(), size: 64 };
  const chart = new Plot(
    {
      ...size(upper, HEIGHT),
      legend: { show: false },
      padding: [8, 24, null, null],
      scales: { x: { time: !byMatch }, y: { range: withZero } },
      cursor: { ...cursor, drag: { x: true, y: false, setScale: false } },
      axes: [x, { ...y, grid: { stroke: () => colour('--line'), width: 1 } }],
      series: [
        {},
        { stroke: () => colour('--theirs'), width: 1, points: { show: false } },
        {
          stroke: () => colour('--accent'),
          width: 2,
          points: { show: (plot) => plot.data[0].length < 3 },
        },
      ],
      bands: [{ series: [1, 2], fill: () => colour('--theirs-ground') }],
      hooks: {
        setCursor: [({ cursor: { idx } }) => point(idx ?? null)],
        setSelect: [
          (plot) => {
            const { left, width } = plot.select;
            if (width >= 8) choose(plot.posToIdx(left), plot.posToIdx(left + width));
          },
        ],
        draw: [zeroLine],
      },
    },
    [[], [], []],
    upper,
  );
  const paths = Plot.paths.bars?.({ size: [0.7, 24], align: 1 });
  const bars = (name: string) => ({
    stroke: () => colour(name),
    fill: () => colour(name),
    width: 0,
    points: { show: false },
    ...(paths && { paths }),
  });
  let ends: [number, number] = [0, 1];
  const below = new Plot(
    {
      ...size(lower, BARS_HEIGHT),
      legend: { show: false },
      padding: [8, 24, null, null],
      scales: { x: { time: !byMatch, range: () => ends } },
      cursor,
      axes: [{ show: false }, { ...y, splits: extremes }],
      series: [{}, bars('--win'), bars('--loss')],
      hooks: { draw: [zeroLine] },
    },
    [[], [], []],
    lower,
  );
  const observer = new ResizeObserver(() => {
    if (upper.clientWidth === chart.width) return;
    chart.setSize(size(upper, HEIGHT));
    below.setSize(size(lower, BARS_HEIGHT));
  });
  observer.observe(upper);
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  const recolour = () => {
    chart.redraw();
    below.redraw();
  };
  scheme.addEventListener('change', recolour);
  return {
    update({ match, at, netLamports, wonLamports, lostLamports, feesLamports }) {
      const places = byMatch ? [...match] : at.map((ms) => ms / 1000);
      const sol = (lamports: readonly number[]) => lamports.map((one) => one / LAMPORTS_PER_SOL);
      const beforeFees = netLamports.map((net, i) => net + (feesLamports[i] ?? 0));
      chart.setData([places, sol(beforeFees), sol(netLamports)]);
      const [first = 0] = places;
      ends = [first, Math.max(places.at(-1) ?? 1, first + 1e-3)];
      below.setData(barsOf(places, sol(wonLamports), sol(lostLamports)));
    },
    end() {
      scheme.removeEventListener('change', recolour);
      observer.disconnect();
      chart.destroy();
      below.destroy();
    },
  };
}

/** What was won and lost in each of some equal stretches; what was lost is negative. */
export function barsOf(
  x: readonly number[],
  won: readonly number[],
  lost: readonly number[],
): [number[], number[], number[]] {
  const [first = 0] = x;
  const width = ((x.at(-1) ?? 0) - first) / BARS || 1;
  const bars = Array.from({ length: BARS }, (_, i) => ({ at: first + i * width, won: 0, lost: 0 }));
  x.forEach((at, i) => {
    const bar = bars[Math.min(BARS - 1, Math.floor((at - first) / width))];
    if (!bar) return;
    bar.won += (won[i] ?? 0) - (won[i - 1] ?? 0);
    bar.lost -= (lost[i] ?? 0) - (lost[i - 1] ?? 0);
  });
  return [bars.map(({ at }) => at), bars.map(({ won }) => won), bars.map(({ lost }) => lost)];
}

function size(element: HTMLElement, height: number) {
  return { width: Math.max(200, element.clientWidth), height };
}

/** A colour of the page as it is now, light or dark. */
function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

const FONT = '13px system-ui, sans-serif';

function axis(): uPlot.Axis {
  const none = { show: false };
  return { stroke: () => colour('--muted'), font: FONT, grid: none, ticks: none, border: none };
}

/** 24 hours a day, in the words of the tables. */
const CLOCK_VALUES: uPlot.Axis.Values = [
  [3600 * 24 * 365, '{YYYY}', null, null, null, null, null, null, 1],
  [3600 * 24 * 28, '{MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [3600 * 24, '{D} {MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [60, '{HH}:{mm}', '\n{D} {MMM}', null, '\n{D} {MMM}', null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', '\n{D} {MMM}', null, null, null, null, null, 1],
];

function withZero(_: uPlot, low: number | null, high: number | null): [number, number] {
  const [least, most] = [Math.min(0, low ?? 0), Math.max(0, high ?? 0)];
  const space = (most - least || 1) * 0.08;
  return [least === 0 ? 0 : least - space, most + space];
}

function extremes({ data }: uPlot): number[] {
  const most = Math.max(0, ...(data[1] as number[]));
  const least = Math.min(0, ...(data[2] as number[]));
  return [least, 0, most];
}

function zeroLine({ ctx, bbox, valToPos }: uPlot): void {
  const y = Math.round(valToPos(0, 'y', true));
  ctx.save();
  ctx.strokeStyle = colour('--muted');
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

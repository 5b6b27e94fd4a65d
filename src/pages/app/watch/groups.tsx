import { useState } from 'preact/hooks';
import { formatCount } from '../../../lib/wording.js';
import type { WatchGroup, WatchGrouping } from '../../watch/answers.js';
import { netText, percentText, placesIn } from '../format.js';
import { Name, Sol } from '../parts.js';
import { hrefOf } from '../route.js';
import { type Column, Table } from '../table.js';
import { type Filter, toggled } from './filter.js';

interface Props {
  readonly groups: readonly WatchGroup[];
  readonly filter: Filter;
  readonly play: boolean;
}

/** So many are shown until all are asked for. */
const FIRST = 6;

interface GroupsProps extends Props {
  readonly by: WatchGrouping;
  readonly title: string;
  /** Of all, those included that are not sent. */
  readonly count: number;
}

/** Matches by what they have in common. A click on one looks at it alone. */
export function Groups({ by, title, groups, count, filter, play }: GroupsProps) {
  const [isAll, showAll] = useState(false);
  const shown = isAll ? groups : groups.slice(0, FIRST);
  const places = placesIn(shown.map(({ netLamports }) => netLamports));
  const columns: readonly Column<WatchGroup>[] = [
    {
      name: by,
      value: ({ label, key }) => label ?? key,
      show: ({ label, key }) => (
        <a
          class="pick"
          href={hrefOf([], { ...toggled(filter, by, key) })}
          aria-current={filter[by] === key ? 'true' : undefined}
        >
          <Label of={label ?? key} by={by} />
        </a>
      ),
    },
    {
      name: 'matches',
      value: ({ matches }) => matches,
      isNumber: true,
      show: ({ matches }) => formatCount(matches),
    },
    {
      name: 'win rate',
      value: ({ winRate }) => winRate,
      isNumber: true,
      show: (group) => <Rate group={group} />,
    },
    {
      name: play ? 'net, play SOL' : 'net, SOL',
      value: ({ netLamports }) => netLamports,
      isNumber: true,
      show: ({ netLamports }) => <Sol lamports={netLamports} places={places} net bare />,
    },
  ];
  return (
    <div class="card">
      <h3>{title}</h3>
      <Table label={title} columns={columns} rows={shown} keyOf={({ key }) => key} />
      {groups.length > FIRST ? (
        <p class="small">
          <button type="button" class="plain" onClick={() => showAll(!isAll)}>
            {isAll ? `Only the first ${FIRST}` : `All ${groups.length}`}
          </button>
          {isAll && count > groups.length
            ? ` of ${formatCount(count)}; botpit stats --json has the others`
            : ''}
        </p>
      ) : null}
    </div>
  );
}

/** A strategy by its name, and its version below. */
function Label({ of, by }: { readonly of: string; readonly by: WatchGrouping }) {
  const at = by === 'strategy' ? of.lastIndexOf('@') : -1;
  if (at <= 0) return <Name of={of} />;
  return (
    <>
      <Name of={of.slice(0, at)} />
      <span class="unit version">
        <Name of={of.slice(at + 1)} />
      </span>
    </>
  );
}

type Rated = Pick<
  WatchGroup,
  'winRate' | 'winRateLow' | 'winRateHigh' | 'breakEven' | 'standpoint' | 'pureChance'
>;

/** A win rate on the scale from none to all, with the range that it lies in at 95 % and the line at which it breaks even. */
export function Rate({ group, large = false }: { readonly group: Rated; readonly large?: boolean }) {
  const { winRate, winRateLow, winRateHigh, breakEven, standpoint, pureChance } = group;
  if (winRate === null || winRateLow === null || winRateHigh === null) return <span class="muted">–</span>;
  const side = pureChance ? '' : standpoint === 'above' ? 'win' : standpoint === 'below' ? 'loss' : '';
  const range = `${percentText(winRateLow)} to ${percentText(winRateHigh)}`;
  return (
    <span class={`rate ${large ? 'wide' : ''}`} title={`95 % range ${range}`}>
      <span class={large ? 'large' : 'percent'}>{percentText(winRate)}</span>
      <svg class={`rate-bar ${side}`} viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
        <path class="axis" d="M0 7H100" />
        <rect class="range" x={100 * winRateLow} y="4" width={100 * (winRateHigh - winRateLow)} height="6" />
        {breakEven === null ? null : <path class="even" d={`M${100 * breakEven} 0V14`} />}
        <path class="at" d={`M${100 * winRate} 2V12`} />
      </svg>
      <span class="unseen">, 95 % range {range}</span>
    </span>
  );
}

/** By the hour of the day: which hours brought something. A click on one looks at it alone. */
export function Hours({ groups, filter, play }: Props) {
  const most = Math.max(1, ...groups.map(({ netLamports }) => Math.abs(netLamports)));
  const places = placesIn(groups.map(({ netLamports }) => netLamports));
  const hours = Array.from({ length: 24 }, (_, hour) => {
    const key = String(hour).padStart(2, '0');
    return { key, group: groups.find((one) => one.key === key) };
  });
  return (
    <div class="card hours">
      <h3>
        Hours <span class="unit">by the clock of the server</span>
      </h3>
      <ol>
        {hours.map(({ key, group }) => {
          const net = group?.netLamports ?? 0;
          const said = group
            ? `${key} o’clock: ${group.matches} matches, ${group.winRate === null ? 'none decided' : `${percentText(group.winRate)} won`}, ${netText(net, places)} ${play ? 'play SOL' : 'SOL'}`
            : `${key} o’clock: no matches`;
          const height = (Math.abs(net) / most) * 36;
          const bar = (
            <svg class="hour-bar" viewBox="0 0 10 80" preserveAspectRatio="none" aria-hidden="true">
              <path class="axis" d="M0 40H10" />
              {group ? (
                <rect
                  class={net < 0 ? 'loss' : net > 0 ? 'win' : 'none'}
                  x="1"
                  width="8"
                  y={net > 0 ? 40 - Math.max(1, height) : 40}
                  height={Math.max(1, height)}
                />
              ) : null}
            </svg>
          );
          return (
            <li key={key}>
              {group ? (
                <a
                  href={hrefOf([], { ...toggled(filter, 'hour', key) })}
                  title={said}
                  aria-label={said}
                  aria-current={filter.hour === key ? 'true' : undefined}
                >
                  {bar}
                </a>
              ) : (
                <span title={said}>{bar}</span>
              )}
              <span class="hour" aria-hidden="true">
                {Number(key) % 3 === 0 ? key : ''}
              </span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

import { type Context, encounter, nameOf } from './context.js';
import { percent, percentRange } from './format.js';
import { type Html, html } from './html.js';

/** Who leads a field, and how surely; in a gauntlet, how the one did against the others. */
export function standing(context: Context): Html {
  const { subjects } = context;
  const [subject] = subjects ?? [];
  return subject === undefined ? leader(context) : gauntlet(context, subject);
}

function leader(context: Context): Html {
  const { order, result } = context;
  const [first = 0, ...others] = order;
  const best = result.ratings?.[first];
  const name = nameOf(context, first);
  if (best === undefined) return html`${name} has the highest score.`;
  const peers = others.filter((place) => result.ratings?.[place]?.group === best.group);
  const close = peers.filter((place) => (result.ratings?.[place]?.eloHigh ?? 0) >= best.eloLow);
  const [rival] = close;
  if (peers.length < others.length) {
    return html`${name} leads those whom it can be compared with: not all are connected by matches.`;
  }
  if (rival === undefined) return html`${name} is the strongest of the field.`;
  const who = close.length === 1 ? html`${nameOf(context, rival)} is` : html`${close.length} others are`;
  return html`${name} leads, but ${who} too close to be sure.`;
}

function gauntlet(context: Context, subject: number): Html {
  const others = context.order.filter((place) => place !== subject);
  const met = others.flatMap((place) => encounter(context, subject, place) ?? []);
  const beaten = met.filter(({ low }) => low > 0.5).length;
  const lost = met.filter(({ high }) => high < 0.5).length;
  const open = met.length - beaten - lost;
  const rest = open > 0 && html`, and ${open} cannot be told`;
  const [worst] = met.toSorted((a, b) => a.score - b.score);
  if (worst === undefined) return html`Nothing has been played yet.`;
  const { pairing, mirrored, score } = worst;
  const hardest = nameOf(context, mirrored ? pairing.first : pairing.second);
  return html`${nameOf(context, subject)} beats ${beaten} of ${met.length} and loses to ${lost}${rest}.
Hardest for it is ${hardest}: ${percent(score)} (${percentRange(worst)}).`;
}

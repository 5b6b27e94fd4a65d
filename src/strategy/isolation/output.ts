const LINES_A_SECOND = 200;
const SHOWN_CHARACTERS = 2000;

/** Passes on 200 lines a second at most, each cut to 2000 characters, and says where lines were left out. */
export function limited(line: (line: string) => void): (line: string) => void {
  let second = 0;
  let lines = 0;
  let dropped = 0;
  return (text) => {
    const now = Math.floor(performance.now() / 1000);
    if (now !== second) {
      if (dropped > 0) line(`(${dropped} lines left out)`);
      second = now;
      lines = 0;
      dropped = 0;
    }
    if (lines++ < LINES_A_SECOND) line(text.slice(0, SHOWN_CHARACTERS));
    else if (dropped++ === 0) line('(prints too much: the rest of this second is left out)');
  };
}

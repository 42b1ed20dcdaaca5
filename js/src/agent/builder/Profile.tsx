// What a column's values are like, in small: bars of numbers and times, the most frequent of texts, and the facts.
import { factsOf } from "../../explorer/profile/Summary";
import type { ColumnProfile } from "../../model/types";

const WIDTH = 96;
const HEIGHT = 18;
/** Values that are named. */
const NAMED = 3;

export function Profile({ profile }: { profile: ColumnProfile | undefined }) {
  if (!profile) return <span className="powa-builder-profile" />;
  const tops = profile.bins.length ? "" : topsOf(profile);
  return (
    <span className="powa-builder-profile">
      {profile.bins.length > 0 && <Bars profile={profile} />}
      <span>{[tops, factsOf(profile)].filter(Boolean).join(" · ")}</span>
    </span>
  );
}

function topsOf({ top }: ColumnProfile): string {
  return top
    .slice(0, NAMED)
    .map(({ value }) => (value === null ? "NULL" : String(value).slice(0, 30)))
    .join(", ");
}

function Bars({ profile: { bins, name } }: { profile: ColumnProfile }) {
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  const width = WIDTH / bins.length;
  return (
    <svg width={WIDTH} height={HEIGHT} role="img" aria-label={`How the values of ${name} are spread`}>
      {bins.map((bin, place) => {
        const height = bin.count ? Math.max(1, (HEIGHT * bin.count) / most) : 0;
        return (
          <rect
            key={String(bin.low)}
            x={place * width}
            y={HEIGHT - height}
            width={Math.max(1, width - 1)}
            height={height}
            fill="currentColor"
          />
        );
      })}
    </svg>
  );
}
